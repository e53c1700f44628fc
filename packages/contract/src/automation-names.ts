import type { Automation } from "./automations.ts";
import type { Condition } from "./filter.ts";
import { readFilterInput } from "./filter-input.ts";
import { conditionsOf } from "./filter-tree.ts";
import { isProblem } from "./problems.ts";

/** Something that automations, slices and truths can name. */
export interface NamedThing {
  kind: "function" | "slice" | "project" | "projection" | "space";
  name: string;
}

/** Whether an automation cannot act without the thing: its filter or action names it. False where the filter cannot be read. */
export function isNamedIn({ filter, action }: Pick<Automation, "filter" | "action">, thing: NamedThing): boolean {
  if (action.kind === "review" && thing.kind === "slice" && action.slice === thing.name) return true;
  if (action.kind === "batch" && thing.kind === "project" && action.project === thing.name) return true;
  return isNamedInFilter(filter, thing);
}

/** Whether a filter in the text form cannot be read without the thing. False where it cannot be read anyway. */
export function isNamedInFilter(filter: string, thing: NamedThing): boolean {
  try {
    return [...conditionsOf(readFilterInput(filter).filter)].some(
      (condition) => namedBy(condition, thing.kind) === thing.name,
    );
  } catch (error) {
    if (isProblem(error)) return false;
    throw error;
  }
}

function namedBy(condition: Condition, kind: NamedThing["kind"]): string | undefined {
  switch (kind) {
    case "function":
      return "function" in condition ? condition.function : undefined;
    case "slice":
      return "review" in condition ? condition.review : undefined;
    case "project":
      return "project" in condition ? condition.project : undefined;
    case "projection":
      if ("cluster" in condition) return condition.projection;
      if ("mapped" in condition) return condition.mapped;
      return "region" in condition ? condition.region.projection : undefined;
    case "space":
      if ("similarity" in condition) return condition.similarity.space;
      return "embedding" in condition ? condition.embedding : undefined;
  }
}
