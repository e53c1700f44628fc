import { Problem } from "./problems.ts";

/** What can come next at a place of a filter text; also what completion offers there. */
export type Expectation =
  | "condition"
  | "field"
  | "metadata name"
  | "operator"
  | "value"
  | "text"
  | "number"
  | "date"
  | "state"
  | "dataset name"
  | "function name"
  | "space name"
  | "project name"
  | "batch name"
  | "slice name"
  | "projection name"
  | "version"
  | "polygon"
  | "cluster number"
  | "row key"
  | "and"
  | "or"
  | "between"
  | ","
  | "("
  | ")"
  | "end";

/** Where and why a filter text cannot be read. */
export interface FilterFault {
  /** 1-based, in UTF-16 code units: `text[column - 1]` is where the trouble begins. */
  column: number;
  /** Code units that are wrong; 0 at the end of the text. */
  length: number;
  expected: readonly string[];
  /** What was found, in words. */
  found: string;
  /** A likely correction. */
  suggestion?: string;
  /** Replaces the sentence made from `found` and `expected`. */
  message?: string;
}

/** A `bad-filter` problem whose fields are `{column, length, expected, suggestion?}`. */
export function badFilterText(fault: FilterFault, cause?: unknown): Problem {
  const sentence = fault.message ?? `expected ${listOf(fault.expected)}, found ${fault.found}`;
  const hint = fault.suggestion ? ` Did you mean ${fault.suggestion}?` : "";
  return new Problem(
    "bad-filter",
    {
      detail: `Column ${fault.column}: ${sentence}.${hint}`,
      fields: {
        column: fault.column,
        length: fault.length,
        expected: [...fault.expected],
        ...(fault.suggestion ? { suggestion: fault.suggestion } : {}),
      },
    },
    { cause },
  );
}

/** A `bad-filter` problem of a tree, which has no columns. */
export const badFilter = (detail: string, fields: Record<string, unknown> = {}): Problem =>
  new Problem("bad-filter", { detail, fields });

/** The line of `text` that holds a column, and below it a caret under that column; for terminals. */
export function pointAt(text: string, column: number, length = 1): string {
  const at = Math.min(Math.max(column - 1, 0), text.length);
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = text.indexOf("\n", at);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd).replaceAll("\t", " ");
  const before = [...line.slice(0, at - lineStart)].length;
  const marked = [...line.slice(at - lineStart, at - lineStart + length)].length;
  return `${line}\n${" ".repeat(before)}${"^".repeat(Math.max(1, marked))}`;
}

/** The candidate nearest to a mistyped name (edit distance of at most a third of its length, ignoring case). */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Edit distance in which two swapped neighbours count once (optimal string alignment), or `limit` where it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const cell = (i: number, j: number) => rows[i]?.[j] ?? limit;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const substitution = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(substitution, cell(i - 1, j) + 1, cell(i, j - 1) + 1, isSwap ? cell(i - 2, j - 2) + 1 : limit);
    }
  }
  return Math.min(limit, cell(a.length, b.length));
}

function listOf(expected: readonly string[]): string {
  if (expected.length < 2) return expected[0] ?? "something else";
  return `${expected.slice(0, -1).join(", ")} or ${expected.at(-1)}`;
}
