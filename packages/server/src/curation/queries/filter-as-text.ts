import type { Filter, FilterTree } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import { printFilter } from "@pomona/contract/filter-print";
import { badFilter } from "@pomona/contract/filter-problem";
import { FILTER_TEXT_LIMIT } from "@pomona/contract/filter-text";
import type { Workspace } from "../workspace.ts";
import { filterBits } from "./selection.ts";
import { queryContext } from "./workspace-query.ts";

/** The text form of a filter that can be read now, to be kept; empty for every row. Throws what reading it throws. */
export async function filterAsText(workspace: Workspace, input: FilterTree | Filter | string): Promise<string> {
  await filterBits(queryContext(workspace), input);
  const { filter } = readFilterInput(input);
  const text = "and" in filter && filter.and.length === 0 ? "" : printFilter(filter);
  if (text.length > FILTER_TEXT_LIMIT)
    throw badFilter(
      `The filter has ${text.length} characters as text; at most ${FILTER_TEXT_LIMIT} are kept. Save its anchors as a function and filter by that, or draw its region with fewer corners.`,
      { limit: FILTER_TEXT_LIMIT },
    );
  return text;
}
