import { EVERY_ROW, type Filter } from "./filter.ts";
import { parseCondition } from "./filter-conditions.ts";
import { type Cursor, cursorOn, expectSymbol, fail, is, peek, take, takeIf } from "./filter-cursor.ts";
import { checkFilterDepth, FILTER_DEPTH_LIMIT } from "./filter-depth.ts";
import type { FilterPlaces } from "./filter-places.ts";
import { badFilter } from "./filter-problem.ts";

/** Longest filter text, in UTF-16 code units. */
export const FILTER_TEXT_LIMIT = 100_000;

export interface ParseOptions {
  /** Names of metadata fields, to suggest for a mistyped one. */
  metadata?: readonly string[];
}

/**
 * The tree that a filter text stands for (grammar: docs/guide/filters.md). An empty text is every row.
 * Throws `bad-filter` whose fields are `{column, length, expected}`, column from 1.
 */
export const parseFilter = (text: string, options: ParseOptions = {}): Filter =>
  parsePlacedFilter(text, options).filter;

/** The same, with where each condition stands in the text. */
export function parsePlacedFilter(text: string, options: ParseOptions = {}): { filter: Filter; places: FilterPlaces } {
  checkTextLength(text);
  const cursor = cursorOn(text, options.metadata ?? []);
  const filter = parseWhole(cursor);
  checkFilterDepth(filter);
  return { filter, places: cursor.places };
}

export function checkTextLength(text: string): void {
  if (text.length > FILTER_TEXT_LIMIT) {
    throw badFilter(
      `The filter has ${text.length} characters; at most ${FILTER_TEXT_LIMIT} are read. Send the tree instead.`,
      { limit: FILTER_TEXT_LIMIT },
    );
  }
}

/** Reads all tokens of a cursor as one filter. */
export function parseWhole(cursor: Cursor): Filter {
  if (peek(cursor).kind === "end") return EVERY_ROW;
  const filter = parseOr(cursor);
  if (peek(cursor).kind !== "end") fail(cursor, ["and", "or", "end"]);
  return filter;
}

function parseOr(cursor: Cursor): Filter {
  const parts = [parseAnd(cursor)];
  while (takeIf(cursor, "or")) parts.push(parseAnd(cursor));
  return parts.length === 1 ? (parts[0] as Filter) : { or: parts };
}

function parseAnd(cursor: Cursor): Filter {
  const parts = [parseNot(cursor)];
  while (takeIf(cursor, "and")) parts.push(parseNot(cursor));
  return parts.length === 1 ? (parts[0] as Filter) : { and: parts };
}

function parseNot(cursor: Cursor): Filter {
  if (!is(peek(cursor), "not")) return parsePrimary(cursor);
  return nested(cursor, () => {
    take(cursor);
    return { not: parseNot(cursor) };
  });
}

function parsePrimary(cursor: Cursor): Filter {
  if (is(peek(cursor), "(")) {
    return nested(cursor, () => {
      take(cursor);
      const inner = parseOr(cursor);
      expectSymbol(cursor, ")", ["and", "or"]);
      return inner;
    });
  }
  if (takeIf(cursor, "true")) return { and: [] };
  if (takeIf(cursor, "false")) return { or: [] };
  return parseCondition(cursor);
}

function nested(cursor: Cursor, parse: () => Filter): Filter {
  if (++cursor.depth > FILTER_DEPTH_LIMIT) {
    fail(cursor, [], { message: `parentheses and \`not\` are nested deeper than ${FILTER_DEPTH_LIMIT} levels` });
  }
  const filter = parse();
  cursor.depth--;
  return filter;
}
