import { isNamedInFilter, type NamedThing } from "./automation-names.ts";
import type { ScoringFunction } from "./functions.ts";
import type { Slice } from "./slices.ts";

/** Names of slices, and of functions by their linked truths. */
export interface FilterUsers {
  slices: string[];
  truths: string[];
}

/** What cannot be read or evaluated without the thing, beside the thing itself. */
export function filterUsers(
  thing: NamedThing,
  kept: {
    slices: readonly Pick<Slice, "name" | "filter">[];
    functions: readonly Pick<ScoringFunction, "name" | "truth">[];
  },
): FilterUsers {
  const isOther = (kind: NamedThing["kind"], name: string) => kind !== thing.kind || name !== thing.name;
  const slices = kept.slices.filter(({ name, filter }) => isOther("slice", name) && isNamedInFilter(filter, thing));
  const functions = kept.functions.filter(
    ({ name, truth }) =>
      isOther("function", name) &&
      [truth?.filter, truth?.among].some((filter) => filter != null && isNamedInFilter(filter, thing)),
  );
  return { slices: slices.map(({ name }) => name), truths: functions.map(({ name }) => name) };
}
