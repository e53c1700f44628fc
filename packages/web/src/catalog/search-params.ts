import type { AnchorInput, CombineMode } from "@pomona/contract/anchors";
import type { Sort } from "@pomona/contract/rows";

/** State of the catalog as its address carries it. What is at its default is left out. */
export interface CatalogSearch {
  /** Filter in its text form. */
  where?: string;
  /** `created`, `-created` (descending), `-function:NAME`. */
  sort?: string;
  /** Anchors of a similarity search: a sign, then `row:KEY`, `text:WORDS` or `image:HASH` of a picture. */
  like?: string[];
  space?: string;
  combine?: CombineMode;
  /** Lowest similarity that is shown. */
  min?: number;
  hideAnchors?: true;
  /** How the rows are shown; absent: as a grid. `split`: as a grid beside the map. */
  view?: "list" | "table" | "map" | "split";
  /** Projection that the map shows; absent: the first that is complete. */
  map?: string;
  /** Version of it; absent: the newest complete one. */
  mapVersion?: number;
  /** What the points are coloured by; see `features/map/colour-code.ts`. */
  colour?: string;
  /** Where the map is looked at: x and y of the middle and the scale, in map units. */
  at?: string;
  /** Key of the row that is open. */
  row?: string;
  /** Present when everything in the filter is selected. */
  selected?: "all";
}

const VIEWS = ["list", "table", "map", "split"] as const;

/** An anchor that fits into an address. */
export interface CatalogAnchor {
  sign: "+" | "-";
  kind: "row" | "text" | "image";
  value: string;
}

/** Reads the state of an address; what cannot be read is dropped, never an error. */
export function parseCatalogSearch(search: Record<string, unknown>): CatalogSearch {
  const like = (Array.isArray(search.like) ? search.like : [search.like]).map(text).filter(isAnchorCode);
  const min = Number(search.min ?? 0);
  return withoutEmpty({
    where: text(search.where),
    sort: text(search.sort),
    like: like.length > 0 ? like : undefined,
    space: text(search.space),
    combine: search.combine === "centroid" ? "centroid" : undefined,
    min: min > 0 && min <= 1 ? min : undefined,
    hideAnchors: search.hideAnchors === true ? true : undefined,
    view: VIEWS.find((view) => view === search.view),
    map: text(search.map),
    mapVersion:
      Number.isInteger(search.mapVersion) && Number(search.mapVersion) > 0 ? Number(search.mapVersion) : undefined,
    colour: text(search.colour),
    at: readCamera(text(search.at)) ? text(search.at) : undefined,
    row: text(search.row),
    selected: search.selected === "all" ? "all" : undefined,
  });
}

/** The camera of an `at` parameter; undefined where it is none. */
export function readCamera(at: string | undefined): { x: number; y: number; scale: number } | undefined {
  const [x, y, scale, ...rest] = (at ?? "").split(",").map((part) => (part === "" ? Number.NaN : Number(part)));
  if (x === undefined || y === undefined || scale === undefined || rest.length > 0) return undefined;
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(scale) && scale > 0 ? { x, y, scale } : undefined;
}

export const cameraText = ({ x, y, scale }: { x: number; y: number; scale: number }): string =>
  [x, y, scale].map((value) => Number(value.toPrecision(6))).join();

// An address may hold `where=5`, which the router reads as a number.
const text = (value: unknown): string | undefined =>
  typeof value === "string"
    ? value || undefined
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;

const isAnchorCode = (code: string | undefined): code is string =>
  code !== undefined && /^[+-](?:(?:row|text):.|image:[0-9a-f]{64}$)/s.test(code);

type Loose<T> = { [K in keyof T]?: T[K] | undefined };

/** The same state without the parts that are undefined. */
export function withoutEmpty(search: Loose<CatalogSearch>): CatalogSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as CatalogSearch;
}

export function readAnchor(code: string): CatalogAnchor {
  const kind = code.startsWith("row:", 1) ? "row" : code.startsWith("image:", 1) ? "image" : "text";
  return { sign: code.startsWith("-") ? "-" : "+", kind, value: code.slice(kind.length + 2) };
}

export const anchorCode = (anchor: CatalogAnchor): string => `${anchor.sign}${anchor.kind}:${anchor.value}`;

export const anchorsOf = (search: CatalogSearch): CatalogAnchor[] => (search.like ?? []).map(readAnchor);

export const toAnchorInput = ({ sign, kind, value }: CatalogAnchor): AnchorInput =>
  kind === "row" ? { key: value, sign } : kind === "image" ? { picture: value, sign } : { text: value, sign };

/** Adds anchors; one that is there already takes the new sign. */
export function addAnchors(like: readonly string[], added: readonly CatalogAnchor[]): string[] {
  const codes = new Map(like.map((code) => [code.slice(1), code]));
  for (const anchor of added) codes.set(anchorCode(anchor).slice(1), anchorCode(anchor));
  return [...codes.values()];
}

export const flipAnchor = (like: readonly string[], code: string): string[] =>
  like.map((one) => (one === code ? `${one.startsWith("+") ? "-" : "+"}${one.slice(1)}` : one));

/** The order that a `sort` parameter stands for; undefined is the order of arrival. */
export function readSort(sort: string | undefined): Sort | undefined {
  if (!sort) return undefined;
  const descending = sort.startsWith("-");
  const name = descending ? sort.slice(1) : sort;
  if (!name) return undefined;
  return name.startsWith("function:")
    ? { function: name.slice("function:".length), descending }
    : { field: name, descending };
}
