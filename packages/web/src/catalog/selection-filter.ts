import type { Filter } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import type { RowSelection } from "./selection.ts";

const ofKeys = (keys: Iterable<string>): Filter => ({ field: "key", op: "in", value: [...keys] });

/**
 * The filter that selects what a selection holds; null where it has ranges, which no filter can say. `all` is the filter
 * that "everything" means.
 */
export function selectionFilter(selection: RowSelection, all: Filter): Filter | null {
  const { mode, include, exclude, steps } = selection;
  if (steps.some((step) => "range" in step)) return null;
  // Nothing selected yet: undefined, so that no `or` of nothing is left in the filter.
  let filter: Filter | undefined = mode === "all" ? all : undefined;
  const take = (part: Filter, isOn: boolean): void => {
    if (isOn) filter = filter === undefined ? part : { or: [...("or" in filter ? filter.or : [filter]), part] };
    else if (filter !== undefined) filter = { and: [filter, { not: part }] };
  };
  if (include.size > 0) take(ofKeys(include), true);
  if (exclude.size > 0) take(ofKeys(exclude), false);
  for (const step of steps) {
    if ("filter" in step) take(readFilterInput(step.filter).filter, step.add);
    else if ("keys" in step && step.keys.length > 0) take(ofKeys(step.keys), step.add);
  }
  return filter ?? { or: [] };
}
