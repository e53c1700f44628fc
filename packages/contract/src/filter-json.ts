import { FILTER_DEPTH_LIMIT } from "./filter-depth.ts";
import { type Path, type Span, type Spans, spanKey } from "./filter-places.ts";
import { badFilterText } from "./filter-problem.ts";

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** A run of what may be one mistyped word, else one character. */
const UNREADABLE = /[\p{L}\p{N}_.+-]+|./suy;
/** `{and: [` is two levels of JSON; a condition adds a few. */
const JSON_DEPTH_LIMIT = 2 * FILTER_DEPTH_LIMIT + 16;

interface Scan {
  text: string;
  at: number;
  depth: number;
  spans: Map<string, Span>;
}

/**
 * The value of a JSON text and where its parts stand: members of objects with their keys. JSON.parse alone does not say
 * where it fails, or each engine in its own words. Throws `bad-filter` with a column.
 */
export function readJson(text: string): { value: unknown; spans: Spans } {
  const scan: Scan = { text, at: 0, depth: 0, spans: new Map() };
  scan.spans.set("", scanValue(scan, []));
  if (next(scan) !== "") fail(scan, ["end"]);
  return { value: JSON.parse(text), spans: scan.spans };
}

function scanValue(scan: Scan, path: Path): Span {
  const first = next(scan);
  const start = scan.at;
  if (first === "{" || first === "[") {
    if (++scan.depth > JSON_DEPTH_LIMIT)
      fail(scan, [], `the filter is nested deeper than ${FILTER_DEPTH_LIMIT} levels`);
    scan.at++;
    if (first === "{") scanMembers(scan, path);
    else scanElements(scan, path);
    scan.depth--;
  } else if (first === '"') scanString(scan);
  else if (matchAt(SCALAR, scan) === undefined) fail(scan, ["a JSON value"]);
  return { start, end: scan.at };
}

function scanMembers(scan: Scan, path: Path): void {
  if (takeIf(scan, "}")) return;
  do {
    if (next(scan) !== '"') fail(scan, ["a key in double quotes"]);
    const start = scan.at;
    const key = JSON.parse(scanString(scan)) as string;
    if (!takeIf(scan, ":")) fail(scan, [":"]);
    const inner = [...path, key];
    scan.spans.set(spanKey(inner), { start, end: scanValue(scan, inner).end });
  } while (takeIf(scan, ","));
  if (!takeIf(scan, "}")) fail(scan, [",", "}"]);
}

function scanElements(scan: Scan, path: Path): void {
  if (takeIf(scan, "]")) return;
  let position = 0;
  do {
    const inner = [...path, position++];
    scan.spans.set(spanKey(inner), scanValue(scan, inner));
  } while (takeIf(scan, ","));
  if (!takeIf(scan, "]")) fail(scan, [",", "]"]);
}

function scanString(scan: Scan): string {
  const found = matchAt(STRING, scan);
  return found ?? fail(scan, [], "this text has no closing double quote, or holds a line break or an unknown escape");
}

/** The first character behind space, which the scan goes to; empty at the end. */
function next(scan: Scan): string {
  matchAt(SPACE, scan);
  return scan.text[scan.at] ?? "";
}

function takeIf(scan: Scan, symbol: string): boolean {
  if (next(scan) !== symbol) return false;
  scan.at++;
  return true;
}

function matchAt(pattern: RegExp, scan: Scan): string | undefined {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text)?.[0];
  scan.at += found?.length ?? 0;
  return found;
}

function fail(scan: Scan, expected: readonly string[], message?: string): never {
  const column = scan.at + 1;
  const found = matchAt(UNREADABLE, scan) ?? "";
  throw badFilterText({
    column,
    length: found.length,
    expected,
    found: found || "the end",
    ...(message ? { message } : {}),
  });
}
