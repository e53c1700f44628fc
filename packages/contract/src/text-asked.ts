import type { Filter } from "./filter.ts";

/**
 * The words that rows of a filter may hold in their text: those of its conditions `text contains` and `text starts with`
 * that are not negated, without repetition, in the order of the filter.
 */
export function textAsked(filter: Filter): string[] {
  if ("and" in filter) return [...new Set(filter.and.flatMap(textAsked))];
  if ("or" in filter) return [...new Set(filter.or.flatMap(textAsked))];
  if (!("field" in filter) || filter.field !== "text") return [];
  if (filter.op !== "contains" && filter.op !== "starts with") return [];
  return typeof filter.value === "string" && filter.value !== "" ? [filter.value] : [];
}
