import type { Condition } from "./filter.ts";
import { badFilter } from "./filter-problem.ts";
import type { Problem } from "./problems.ts";

const WANTED = { none: "no value", one: "one value", two: "two values: [low, high]", list: "a list of values" };

function arityOf(op: string): keyof typeof WANTED {
  if (op === "exists" || op === "unscored") return "none";
  if (op === "between") return "two";
  return op === "in" ? "list" : "one";
}

/**
 * The problem of a condition whose values are not as many as its operator takes; undefined where they are. The text form
 * cannot say such a thing, so only trees need this.
 */
export function arityProblem(condition: Condition): Problem | undefined {
  if (!("op" in condition)) return undefined;
  const { op, value } = condition;
  const wanted = arityOf(op);
  const isFitting = {
    none: value === undefined,
    one: value !== undefined && !Array.isArray(value),
    two: Array.isArray(value) && value.length === 2,
    list: Array.isArray(value),
  };
  if (isFitting[wanted]) return undefined;
  return badFilter(`"${op}" takes ${WANTED[wanted]}.`, { op, part: value === undefined ? [] : ["value"] });
}
