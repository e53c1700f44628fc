import type { CombinationOperator, CombinationParameters } from "@pomona/contract/combinations";
import { combinedThreshold } from "@pomona/contract/combined-threshold";
import type { Filter } from "@pomona/contract/filter";

/** What the editor of a combination holds. */
export interface CombinationDraft {
  operator: CombinationOperator;
  /** `id` tells parts apart while their functions are chosen; a function that is not chosen is empty. */
  parts: readonly { id: number; function: string; weight: number }[];
}

/** What keeps a draft from being a combination; null for one that is. Cycles are for the server to find. */
export function draftProblem({ operator, parts }: CombinationDraft): "one" | "two" | "unchosen" | "twice" | null {
  if (operator === "not" && parts.length !== 1) return "one";
  if (operator !== "not" && parts.length < 2) return "two";
  if (parts.some((part) => part.function === "")) return "unchosen";
  return new Set(parts.map((part) => part.function)).size < parts.length ? "twice" : null;
}

/** With another operator: `not` keeps the first part alone, the others have room for two. */
export function withOperator(draft: CombinationDraft, operator: CombinationOperator): CombinationDraft {
  const parts = operator === "not" ? draft.parts.slice(0, 1) : draft.parts;
  return operator !== "not" && parts.length < 2 ? withPart({ operator, parts }) : { operator, parts };
}

export const withPart = ({ operator, parts }: CombinationDraft): CombinationDraft => ({
  operator,
  parts: [...parts, { id: Math.max(0, ...parts.map(({ id }) => id)) + 1, function: "", weight: 1 }],
});

export const sentCombination = ({ operator, parts }: CombinationDraft): CombinationParameters => ({
  operator,
  parts: parts.map((part) => ({ function: part.function, weight: operator === "sum" ? part.weight : 1 })),
});

/** What the server makes of the thresholds of the parts where none is given; null while that of a part is not known. */
export function draftThreshold(
  { operator, parts }: CombinationDraft,
  thresholds: ReadonlyMap<string, number>,
): number | null {
  const known = parts.flatMap((part) => {
    const threshold = thresholds.get(part.function);
    return threshold === undefined ? [] : [{ ...part, threshold }];
  });
  return known.length < parts.length || known.length === 0 ? null : combinedThreshold(operator, known);
}

/**
 * Rows that would reach the threshold, as a filter; null for operators that no filter says the same of. A row that lacks
 * the score of a part passes as it would have a score of the combination: not under `and` and `not`, under `or` by the others.
 */
export function matchFilter({ operator, parts }: CombinationDraft, threshold: number): Filter | null {
  const reaches = parts.map((part) => ({ function: part.function, op: ">=", value: threshold }) as const);
  if (operator === "and") return { and: reaches };
  if (operator === "or") return { or: reaches };
  const [first] = parts;
  // Scores are float32: a hair of room, so that 1 - s of exactly the threshold reaches it.
  return operator === "not" && first ? { function: first.function, op: "<=", value: 1 - threshold + 1e-7 } : null;
}
