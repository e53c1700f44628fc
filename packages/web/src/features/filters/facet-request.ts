import type { Filter } from "@pomona/contract/filter";
import type { FacetRequest } from "../../api/facet-batch.ts";
import { isOfField, joinParts } from "../../catalog/filter-parts.ts";

/** Values that a list shows at first. */
export const SHORT_LIST = 8;

/**
 * Counts of a field's values under the other conditions, so that its own values keep their counts, and in the whole
 * catalog.
 */
export const facetRequest = (
  field: string,
  parts: readonly Filter[],
  addedParts: readonly Filter[],
  which: Pick<FacetRequest, "limit" | "contains" | "values"> = { limit: SHORT_LIST },
): FacetRequest => ({
  filter: joinParts([...parts.filter((part) => !isOfField(part, field)), ...addedParts]),
  fields: [field],
  totals: true,
  ...which,
});
