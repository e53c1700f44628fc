import { type Condition, type Filter, type FilterTree, filter as filterSchema } from "./filter.ts";
import { arityProblem } from "./filter-arity.ts";
import { checkFilterDepth } from "./filter-depth.ts";
import { readJson } from "./filter-json.ts";
import { atPlace, type FilterPlaces, type Path, type Place, placedError, type Spans } from "./filter-places.ts";
import { badFilter } from "./filter-problem.ts";
import { checkTextLength, type ParseOptions, parsePlacedFilter } from "./filter-text.ts";
import { partsOf, simplify } from "./filter-tree.ts";
import { treeFault } from "./filter-tree-fault.ts";

export interface PlacedFilter {
  /** The one form that readers of filters take: a checked tree without and / or of a single part. */
  filter: Filter;
  /** Where its conditions were written, for problems that reading them meets. */
  places: FilterPlaces;
}

/** Is this text a tree in JSON, not the text form? No filter text begins with a brace. */
export const isJsonFilter = (text: string): boolean => text.trimStart().startsWith("{");

/**
 * Reads a filter in any of its forms: the tree, the text form, or the tree as JSON text (first character `{`). Throws
 * `bad-filter`, with a column for a text and the path of the node for a tree.
 */
export function readFilterInput(input: FilterTree | Filter | string, options: ParseOptions = {}): PlacedFilter {
  if (typeof input !== "string") return readTree(input);
  if (!isJsonFilter(input)) return parsePlacedFilter(input, options);
  checkTextLength(input);
  const { value, spans } = readJson(input);
  return readTree(value, spans);
}

function readTree(input: unknown, spans?: Spans): PlacedFilter {
  checkFilterDepth(input);
  const parsed = filterSchema.safeParse(input);
  if (!parsed.success) throw refusal(input, spans);
  const places = new Map<Condition, Place>();
  addPlaces(parsed.data, [], { places, spans });
  for (const condition of places.keys()) {
    const problem = arityProblem(condition);
    if (problem) throw placedError(problem, condition, places);
  }
  return { filter: simplify(parsed.data), places };
}

function refusal(input: unknown, spans: Spans | undefined): Error {
  const found = treeFault(input);
  if (!found) return badFilter("The filter is not a tree of and / or / not and conditions; see the filters guide.");
  const { path, detail, suggestion } = found;
  const problem = badFilter(detail, { path, ...(suggestion ? { suggestion } : {}) });
  return spans ? atPlace(problem, { spans }, path) : problem;
}

function addPlaces(node: Filter, path: Path, into: { places: Map<Condition, Place>; spans: Spans | undefined }): void {
  const parts = partsOf(node);
  if (!parts) into.places.set(node as Condition, into.spans ? { path, spans: into.spans } : { path });
  else if ("not" in node) addPlaces(node.not, [...path, "not"], into);
  else for (const [i, part] of parts.entries()) addPlaces(part, [...path, "and" in node ? "and" : "or", i], into);
}
