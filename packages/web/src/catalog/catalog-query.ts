import type { Filter, FilterTree } from "@pomona/contract/filter";
import type { Sort } from "@pomona/contract/rows";
import { joinParts, partsOf } from "./filter-parts.ts";
import { anchorsOf, type CatalogSearch, readSort, toAnchorInput } from "./search-params.ts";

/** What the catalog asks the server for: everything that the grid, the counts and the selection must agree on. */
export interface CatalogQuery {
  filter: Filter;
  sort?: Sort;
}

type Similarity = Extract<Sort, { similarity: unknown }>["similarity"] & { space: string };

/** The similarity search of an address; undefined without a positive anchor or before the space is known. */
export function similarityOf(search: CatalogSearch, space: string | undefined): Similarity | undefined {
  const anchors = anchorsOf(search);
  if (!space || !anchors.some((anchor) => anchor.sign === "+")) return undefined;
  return { space, anchors: anchors.map(toAnchorInput), combine: search.combine ?? "nearest" };
}

/** What similarity mode adds to the filter: only rows that can be ranked, the lowest score, the anchors taken out. */
export function similarityParts(search: CatalogSearch, space: string | undefined): Filter[] {
  const similarity = similarityOf(search, space);
  if (!similarity) return [];
  const added: FilterTree[] = [{ embedding: similarity.space, op: "=", value: "ready" }];
  if (search.min !== undefined) added.push({ similarity, op: ">=", value: search.min });
  const keys = anchorsOf(search).flatMap((anchor) => (anchor.kind === "row" ? [anchor.value] : []));
  if (search.hideAnchors && keys.length > 0) added.push({ not: { field: "key", op: "in", value: keys } });
  return added as Filter[];
}

/** The filter of the panel with what similarity mode adds to it, and the order. */
export function catalogQuery(search: CatalogSearch, filter: Filter, space: string | undefined): CatalogQuery {
  const similarity = similarityOf(search, space);
  const sort = similarity ? { similarity, descending: true } : readSort(search.sort);
  return { filter: joinParts([...partsOf(filter), ...similarityParts(search, space)]), ...(sort ? { sort } : {}) };
}
