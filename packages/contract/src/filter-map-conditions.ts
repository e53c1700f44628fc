import { type Filter, REGION_CORNERS } from "./filter.ts";
import { type Cursor, expectName, expectSymbol, fail, marked, peek, take, takeIf } from "./filter-cursor.ts";

const NUMBER = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Behind `region(`: `"Map", 3, "x y, x y, x y")`. */
export function parseRegion(cursor: Cursor): Filter {
  const projection = parseProjection(cursor, ["region", "projection"]);
  expectSymbol(cursor, ",");
  const version = parseVersion(cursor, ["region", "version"]);
  expectSymbol(cursor, ",");
  const polygon = marked(cursor, ["region", "polygon"], () => parsePolygon(cursor));
  expectSymbol(cursor, ")");
  return { region: { projection, version, polygon } };
}

/** Behind `cluster(`: `"Map", 3) = 17`, or `in (17, 18)`. */
export function parseCluster(cursor: Cursor): Filter {
  const projection = parseProjection(cursor, ["projection"]);
  expectSymbol(cursor, ",");
  const version = parseVersion(cursor, ["version"]);
  expectSymbol(cursor, ")");
  cursor.subject = { cluster: projection };
  const isNot = takeIf(cursor, "not");
  const cluster = marked(cursor, ["cluster"], () => parseClusters(cursor));
  const condition: Filter = { cluster, projection, version };
  return isNot ? { not: condition } : condition;
}

function parseClusters(cursor: Cursor): number[] {
  if (takeIf(cursor, "=")) return [parseWhole(cursor, { expected: "cluster number", least: 0 })];
  if (!takeIf(cursor, "in")) return fail(cursor, ["=", "in"]);
  expectSymbol(cursor, "(");
  const clusters: number[] = [];
  do clusters.push(parseWhole(cursor, { expected: "cluster number", least: 0 }));
  while (takeIf(cursor, ","));
  expectSymbol(cursor, ")", [","]);
  if (clusters.length > 10_000) fail(cursor, [], { message: "a list holds at most 10,000 clusters" });
  return clusters;
}

/** Behind `mapped(`: `"Map")`, or `"Map", 3)`. */
export function parseMapped(cursor: Cursor): Filter {
  const mapped = parseProjection(cursor, ["mapped"]);
  const version = takeIf(cursor, ",") ? parseVersion(cursor, ["version"]) : undefined;
  expectSymbol(cursor, ")", version === undefined ? [","] : []);
  return version === undefined ? { mapped } : { mapped, version };
}

function parseProjection(cursor: Cursor, part: readonly string[]): string {
  const token = peek(cursor);
  const name = marked(cursor, part, () => expectName(cursor, "projection name"));
  if (name === "" || name.length > 200)
    fail(cursor, ["projection name"], { token, message: "the name of a projection has 1 to 200 characters" });
  return name;
}

const parseVersion = (cursor: Cursor, part: readonly string[]): number =>
  marked(cursor, part, () => parseWhole(cursor, { expected: "version", least: 1 }));

function parseWhole(cursor: Cursor, wanted: { expected: "version" | "cluster number"; least: number }): number {
  const token = peek(cursor);
  if (token.kind !== "number") fail(cursor, [wanted.expected]);
  const value = Number(take(cursor).text);
  if (Number.isSafeInteger(value) && value >= wanted.least) return value;
  return fail(cursor, [wanted.expected], {
    token,
    message: `a ${wanted.expected} is a whole number from ${wanted.least} on`,
  });
}

function parsePolygon(cursor: Cursor): [number, number][] {
  const token = peek(cursor);
  if (token.kind !== "string") fail(cursor, ["polygon"]);
  const { least, most } = REGION_CORNERS;
  const refuse = (message: string): never => fail(cursor, ["polygon"], { token, message });
  const corners = take(cursor).text.split(",");
  if (corners.length < least || corners.length > most)
    refuse(
      `a polygon has ${least} to ${most.toLocaleString("en")} corners, written "x y, x y, x y"; this one has ${corners.length}`,
    );
  return corners.map((corner) => {
    const [x = "", y = "", ...more] = corner.trim().split(/\s+/);
    const isPair = NUMBER.test(x) && NUMBER.test(y) && more.length === 0;
    if (!isPair || !Number.isFinite(Number(x)) || !Number.isFinite(Number(y)))
      return refuse(`${JSON.stringify(corner.trim())} is no corner; write two numbers, as in "0.5 -2, 1 3, 4 0"`);
    return [Number(x), Number(y)];
  });
}
