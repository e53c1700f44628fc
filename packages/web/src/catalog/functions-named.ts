import { conditionsOf } from "@pomona/contract/filter-tree";
import type { CatalogQuery } from "./catalog-query.ts";

/** Names of the functions in a filter, however deep, and in the order of the rows; each once. */
export function functionsNamed({ filter, sort }: CatalogQuery): string[] {
  const inFilter = [...conditionsOf(filter)].flatMap((one) => ("function" in one ? [one.function] : []));
  return [...new Set(sort && "function" in sort ? [sort.function, ...inFilter] : inFilter)];
}
