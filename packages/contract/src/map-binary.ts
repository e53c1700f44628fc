import { newFrame, readFrame } from "./byte-frame.ts";
import { joinPlanes, splitPlanes } from "./byte-planes.ts";
import { decodeOrdinals, encodeOrdinals } from "./ordinal-runs.ts";

/** Of a map, in map units; `high` may equal `low`. */
export interface MapBounds {
  x: readonly [low: number, high: number];
  y: readonly [low: number, high: number];
}

/** Points of one version of a projection, rising by ordinal. */
export interface MapPoints {
  version: number;
  /** Names this state of the map; sent back as `after`, it asks for what came since. */
  token: string;
  /** True: these are all points of the map. False: only those that came since `after`, none of which was there then. */
  isWhole: boolean;
  ordinals: Uint32Array;
  /** Map units. */
  x: Float32Array;
  y: Float32Array;
  /** 0: laid out; 1: placed as the map was made; 2: arrived since. */
  placed: Uint8Array;
}

/** `uint16`: off by (high - low) / 131,070 of the bounds at most; `float32`: exact. */
export type PointPrecision = "uint16" | "float32";

interface PointsOptions {
  /** Default: `uint16`. */
  precision?: PointPrecision;
  /** What `encodeColours` gave, to go with the points. */
  colours?: Uint8Array | undefined;
}

interface PointsHead extends MapBounds {
  kind: "points";
  version: number;
  token: string;
  isWhole: boolean;
  count: number;
  precision: PointPrecision;
}

const STEPS = 65_535;

/** A frame that is filled in parts, so that others can have their turn between them. */
export interface PendingFrame {
  bytes: Uint8Array<ArrayBuffer>;
  /** Fills in the points `start` to `end` - 1. `start` must be a multiple of 8. */
  write(start: number, end: number): void;
}

/**
 * Points as bytes: ordinals as runs; x and y as 16-bit steps over their bounds, low and high bytes apart; two bits of
 * `placed`. 4.25 bytes a point where ordinals are dense, before compression. Coordinates must be finite. Deterministic.
 */
export function framePoints(points: MapPoints, options: PointsOptions = {}): PendingFrame {
  const { precision = "uint16", colours } = options;
  const { version, token, isWhole, x, y, placed } = points;
  const count = points.ordinals.length;
  const runs = encodeOrdinals(points.ordinals);
  const bounds: MapBounds = { x: boundsOf(x), y: boundsOf(y) };
  const head: PointsHead = { kind: "points", version, token, isWhole, count, precision, ...bounds };
  const bits = (count + 7) >> 3;
  const width = precision === "uint16" ? 2 : 4;
  const { bytes, parts } = newFrame(head, [
    ["ordinals", runs.length],
    ["x", count * width],
    ["y", count * width],
    ["placed", bits],
    ["arrived", bits],
    ["colours", colours?.length ?? 0],
  ]);
  if (colours) parts.colours?.set(colours);
  parts.ordinals?.set(runs);
  const write = (start: number, end: number): void => {
    for (const [axis, values] of [
      ["x", x],
      ["y", y],
    ] as const) {
      const part = parts[axis] as Uint8Array<ArrayBuffer>;
      if (precision === "uint16") quantise(values, bounds[axis], { part, start, end });
      else new Float32Array(part.buffer, part.byteOffset, count).set(values.subarray(start, end), start);
    }
    writeFlags(placed, parts.placed as Uint8Array, { start, end, from: 1 });
    writeFlags(placed, parts.arrived as Uint8Array, { start, end, from: 2 });
  };
  return { bytes, write };
}

/** The same at once; a million points take about 20 ms. */
export function encodePoints(points: MapPoints, options: PointsOptions = {}): Uint8Array<ArrayBuffer> {
  const { bytes, write } = framePoints(points, options);
  write(0, points.ordinals.length);
  return bytes;
}

/** What `encodePoints` was given; x and y as the precision allows, in arrays of their own. Throws a RangeError for other bytes. */
export function decodePoints(
  bytes: Uint8Array<ArrayBuffer>,
): MapPoints & { bounds: MapBounds; colours: MapColours | null } {
  const { head, parts } = readFrame<PointsHead>(bytes);
  if (head.kind !== "points") throw new RangeError(`This answer holds ${head.kind}, not points.`);
  const { version, token, isWhole, count } = head;
  const axis = (name: "x" | "y"): Float32Array => {
    const part = parts[name] as Uint8Array<ArrayBuffer>;
    return head.precision === "uint16" ? unquantise(part, head[name]) : new Float32Array(part.slice().buffer);
  };
  const placed = new Uint8Array(count);
  const colours = parts.colours as Uint8Array<ArrayBuffer>;
  for (const name of ["placed", "arrived"]) addFlags(parts[name] as Uint8Array, placed);
  return {
    version,
    token,
    isWhole,
    ordinals: decodeOrdinals(parts.ordinals as Uint8Array, count),
    x: axis("x"),
    y: axis("y"),
    placed,
    bounds: { x: head.x, y: head.y },
    colours: colours.length > 0 ? decodeColours(colours) : null,
  };
}

function boundsOf(values: Float32Array): [number, number] {
  if (values.length === 0) return [0, 0];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

interface Stretch {
  part: Uint8Array;
  start: number;
  end: number;
}

function quantise(values: Float32Array, [low, high]: readonly [number, number], { part, start, end }: Stretch): void {
  const scale = high > low ? STEPS / (high - low) : 0;
  const half = part.length / 2;
  for (let i = start; i < end; i++) {
    const step = Math.round(((values[i] as number) - low) * scale);
    part[i] = step;
    part[half + i] = step >>> 8;
  }
}

function unquantise(part: Uint8Array, [low, high]: readonly [number, number]): Float32Array {
  const count = part.length / 2;
  const values = new Float32Array(count);
  const unit = (high - low) / STEPS;
  for (let i = 0; i < count; i++) values[i] = low + ((part[i] as number) | ((part[count + i] as number) << 8)) * unit;
  return values;
}

/** Bit i is set where value i is at least `from`. */
function writeFlags(values: Uint8Array, bits: Uint8Array, span: { start: number; end: number; from: number }): void {
  for (let i = span.start; i < span.end; i++)
    if ((values[i] as number) >= span.from) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
}

function addFlags(bits: Uint8Array, values: Uint8Array): void {
  for (let i = 0; i < values.length; i++)
    values[i] = (values[i] as number) + (((bits[i >> 3] as number) >> (i & 7)) & 1);
}

/** One of the values that points are coloured by. */
export interface ColourCategory {
  /** As filters say it; of clusters the name. */
  value: string;
  /** Points of the map. */
  count: number;
  /** Number of a cluster. */
  id?: number;
}

/** What the values of a column of colours mean. */
export type ColourLegend =
  | {
      kind: "category";
      /** Value i of the column is category i. Most frequent first, then by name; of an agreement `same`, `different`. */
      categories: ColourCategory[];
      /** Value for the points of rarer categories, how many points and how many categories these are. */
      other: { value: number; count: number; categories: number } | null;
      /** Value for points without a value. */
      missing: { value: number; count: number } | null;
      /** Points whose row has several values, of which the first counts. */
      several: number;
    }
  | {
      /** Values are 0 to 65,534; they may come in coarser steps, 4,096 or more of them. */
      kind: "scale";
      /** `date`: milliseconds since 1970. `arrival`: how many points came before. */
      unit: "number" | "date" | "score" | "arrival";
      /** The values that 0 and 65,534 stand for; what lies beyond them is cut off there. */
      low: number;
      high: number;
      /** What there is, of which `low` to `high` leaves out the outermost where few lie far away. */
      lowest: number;
      highest: number;
      /** Points with `SCALE_MISSING`. */
      missing: number;
    };

/** Value of a scale that stands for no value. */
export const SCALE_MISSING = 65_535;
/** Highest step of a scale. */
export const SCALE_STEPS = 65_534;
/** Most different values of a column of categories, those for other and missing included. */
export const MOST_CATEGORIES = 4096;

/** A colour for each point. */
export interface MapColours {
  version: number;
  /** State of the map that the points are of; as in `MapPoints`. */
  token: string;
  legend: ColourLegend;
  /** Rising; one entry for each value. */
  ordinals: Uint32Array;
  values: Uint16Array;
}

interface ColoursHead {
  kind: "colours";
  version: number;
  token: string;
  count: number;
  legend: ColourLegend;
}

/** Colours as bytes: the legend, ordinals as runs, low and (where any is not 0) high bytes of the values. 1 or 2 bytes a point, before compression. */
export function encodeColours({ version, token, legend, ordinals, values }: MapColours): Uint8Array<ArrayBuffer> {
  const runs = encodeOrdinals(ordinals);
  const planes = splitPlanes(values);
  const head: ColoursHead = { kind: "colours", version, token, count: values.length, legend };
  const { bytes, parts } = newFrame(head, [
    ["ordinals", runs.length],
    ["values", planes.length],
  ]);
  parts.ordinals?.set(runs);
  parts.values?.set(planes);
  return bytes;
}

/** What `encodeColours` was given. Throws a RangeError for other bytes. */
export function decodeColours(bytes: Uint8Array<ArrayBuffer>): MapColours {
  const { head, parts } = readFrame<ColoursHead>(bytes);
  if (head.kind !== "colours") throw new RangeError(`This answer holds ${head.kind}, not colours.`);
  const { version, token, count, legend } = head;
  const ordinals = decodeOrdinals(parts.ordinals as Uint8Array, count);
  return { version, token, legend, ordinals, values: joinPlanes(parts.values as Uint8Array, count) };
}

/** The value that a legend has for points without one. */
export const missingValue = (legend: ColourLegend): number =>
  legend.kind === "scale" ? SCALE_MISSING : (legend.missing?.value ?? legend.other?.value ?? 0);

/**
 * Values of a column by the points of `ordinals`, which may be in any order: points that arrived are behind the others
 * where they are drawn. Points that the column lacks get `missing`. Where `ordinals` are those of the column, these are its
 * `values` themselves, not a copy.
 */
export function alignColours(
  colours: Pick<MapColours, "ordinals" | "values">,
  ordinals: Uint32Array,
  missing: number,
): Uint16Array {
  if (areEqual(colours.ordinals, ordinals)) return colours.values;
  const aligned = new Uint16Array(ordinals.length).fill(missing);
  const last = colours.ordinals.at(-1);
  if (last === undefined) return aligned;
  const byOrdinal = new Uint16Array(last + 1).fill(missing);
  for (let i = 0; i < colours.ordinals.length; i++)
    byOrdinal[colours.ordinals[i] as number] = colours.values[i] as number;
  for (let i = 0; i < ordinals.length; i++) {
    const ordinal = ordinals[i] as number;
    if (ordinal <= last) aligned[i] = byOrdinal[ordinal] as number;
  }
  return aligned;
}

function areEqual(one: Uint32Array, other: Uint32Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** Which rows are selected. */
export interface MapMask {
  version: number;
  /** Rows selected, and those of them that are on the map. */
  count: number;
  mapped: number;
  /** By ordinal: bit i % 8 of byte i / 8, lowest first. Ordinals beyond its end are not selected. */
  bits: Uint8Array<ArrayBuffer>;
}

interface MaskHead {
  kind: "mask";
  version: number;
  count: number;
  mapped: number;
}

export function encodeMask({ bits, ...head }: Omit<MapMask, "bits"> & { bits: Uint8Array }): Uint8Array<ArrayBuffer> {
  const { bytes, parts } = newFrame({ kind: "mask", ...head } satisfies MaskHead, [["bits", bits.length]]);
  parts.bits?.set(bits);
  return bytes;
}

/** What `encodeMask` was given; `bits` is a view into the bytes. Throws a RangeError for other bytes. */
export function decodeMask(bytes: Uint8Array<ArrayBuffer>): MapMask {
  const { head, parts } = readFrame<MaskHead>(bytes);
  if (head.kind !== "mask") throw new RangeError(`This answer holds ${head.kind}, not a mask.`);
  const { version, count, mapped } = head;
  return { version, count, mapped, bits: parts.bits as Uint8Array<ArrayBuffer> };
}

/** A mask by ordinal as bits by point, as the renderer takes them. One pass over the points. */
export function maskOfPoints(bits: Uint8Array, ordinals: Uint32Array): Uint8Array<ArrayBuffer> {
  const byPoint = new Uint8Array((ordinals.length + 7) >> 3);
  for (let i = 0; i < ordinals.length; i++) {
    const ordinal = ordinals[i] as number;
    if (((bits[ordinal >>> 3] ?? 0) >>> (ordinal & 7)) & 1)
      byPoint[i >> 3] = (byPoint[i >> 3] as number) | (1 << (i & 7));
  }
  return byPoint;
}
