import type { Condition } from "./filter.ts";
import { Problem, type ProblemCode } from "./problems.ts";

/** UTF-16 offsets in a filter text. */
export interface Span {
  start: number;
  end: number;
}

/** Keys and positions from a tree, or from a condition, down to a part of it. */
export type Path = readonly (string | number)[];

/** Spans by dotted path; what has none of its own is within that of the nearest path above it. */
export type Spans = ReadonlyMap<string, Span>;

/** Where something was written: `path` where a tree was given, `spans` where a text was; JSON text has both. */
export interface Place {
  path?: Path;
  /** By the path from the tree's root where there is a `path`, else by the path within the condition. */
  spans?: Spans;
  /** The text that `spans` point into, where it is in the text form. */
  text?: string;
}

/** Where each condition of a filter was written; by the condition object, which `simplify` leaves as it is. */
export type FilterPlaces = ReadonlyMap<Condition, Place>;

/** A path as messages write it: `filter.and[1].not`. */
export const printPath = (path: Path): string =>
  path.reduce<string>((text, step) => text + (typeof step === "number" ? `[${step}]` : `.${step}`), "filter");

export const spanKey = (path: Path): string => path.join(".");

function spanAt(spans: Spans, path: Path): Span | undefined {
  for (let length = path.length; length >= 0; length--) {
    const span = spans.get(spanKey(path.slice(0, length)));
    if (span) return span;
  }
  return undefined;
}

/** A part of a condition as it was typed, where it stands in a text by itself. */
export function typedText(place: Place | undefined, part: Path): string | undefined {
  const span = place?.spans?.get(spanKey(part));
  return span && place?.text?.slice(span.start, span.end);
}

/**
 * The problem with the place of `part` in front of its message, and `path`, or `column` (from 1) and `length`, among its
 * fields.
 */
export function atPlace(problem: Problem, place: Place, part: Path = []): Problem {
  const path = [...(place.path ?? []), ...part];
  const span = place.spans && spanAt(place.spans, path);
  const where = [...(span ? [`Column ${span.start + 1}`] : []), ...(place.path ? [printPath(path)] : [])];
  const { part: _, ...fields } = problem.fields;
  return new Problem(
    problem.code,
    {
      detail: [...where, problem.message].join(": "),
      fields: {
        ...fields,
        ...(place.path ? { path } : {}),
        ...(span ? { column: span.start + 1, length: span.end - span.start } : {}),
      },
    },
    { cause: problem.cause },
  );
}

/** Problems with what a condition says, besides names that were not found. */
const REFUSALS: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "bad-filter",
  "anchor-unusable",
  "no-positive-anchor",
  "space-dims-mismatch",
  "space-empty",
]);

/** The error that reading a condition threw, with the place of the part at fault; other errors as they are. */
export function placedError(error: unknown, condition: Condition, places: FilterPlaces | undefined): unknown {
  const place = places?.get(condition);
  const isRefusal = error instanceof Problem && (REFUSALS.has(error.code) || error.code.endsWith("-not-found"));
  return isRefusal && place ? atPlace(error, place, faultyPart(error, condition)) : error;
}

/** The part that a problem names in its fields `part` or `anchor` (from 0), or else whose name was not found. */
function faultyPart(problem: Problem, condition: Condition): Path {
  if (Array.isArray(problem.fields.part)) return problem.fields.part as Path;
  const noun = problem.code.replace(/-not-found$/, "");
  if (noun in condition) return [noun];
  if (noun === "space" && "embedding" in condition) return ["embedding"];
  if (noun === "projection" && "region" in condition) return ["region", "projection"];
  if (noun === "projection" && "mapped" in condition) return ["mapped"];
  if (!("similarity" in condition)) return [];
  if (noun === "space" || noun === "space-empty") return ["similarity", "space"];
  const { anchor, key } = problem.fields;
  const position =
    typeof anchor === "number"
      ? anchor
      : condition.similarity.anchors.findIndex((one) => "key" in one && one.key === key);
  return position < 0 ? ["similarity"] : ["similarity", "anchors", position];
}
