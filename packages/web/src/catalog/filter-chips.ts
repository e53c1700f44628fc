import type { Filter } from "@pomona/contract/filter";
import type { NodePath } from "./filter-edits.ts";

/** A part of the filter that stands alone: taking it away leaves the others as they are. */
export interface Chip {
  path: NodePath;
  node: Filter;
}

/** What a tidy filter joins with `and` at its top, however it is nested there. */
export const chipsOf = (filter: Filter, path: NodePath = []): Chip[] =>
  "and" in filter ? filter.and.flatMap((part, i) => chipsOf(part, [...path, i])) : [{ path, node: filter }];
