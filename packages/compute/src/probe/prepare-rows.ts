import { shuffled } from "../shuffle.ts";
import type { ProbeExamples } from "./probe.ts";

/** 0: a positive, 1: a negative, 2: of the background. */
export type Part = 0 | 1 | 2;
export const [POSITIVE, NEGATIVE, BACKGROUND]: [0, 1, 2] = [0, 1, 2];

/** Examples as training reads them: in an order of their own, centred and scaled. */
export interface PreparedRows {
  dims: number;
  /** count * dims float32: (x - centre) / spread. */
  rows: Float32Array;
  parts: Uint8Array;
  isPositive: Uint8Array;
  /** 1 for an anchor that was asked about; see `ProbeExamples`. */
  isAsked: Uint8Array;
  /** 1 for an anchor that the background holds too: it tells how common its class is. */
  inBackground: Uint8Array;
  /** dims float64: the mean of the background; of the negatives where there is none. */
  centre: Float64Array;
  /** Root mean square distance of those rows from their mean: makes strengths of the penalty alike in all spaces. */
  spread: number;
  counts: { positives: number; negatives: number; background: number };
}

/**
 * Puts examples in the order of their values, so that the order they came in changes nothing, not even rounding. An example
 * that stands there twice counts once; a row of the background that is an anchor too is only marked.
 */
export function prepareRows(examples: ProbeExamples): PreparedRows {
  const { dims } = examples;
  const all = new Float32Array(examples.anchors.length + examples.background.length);
  all.set(examples.anchors);
  all.set(examples.background, examples.anchors.length);
  const anchorCount = examples.anchors.length / dims;
  const partOf = (row: number): Part =>
    row >= anchorCount ? BACKGROUND : examples.isPositive[row] ? POSITIVE : NEGATIVE;
  const askedOf = (row: number): number => (row < anchorCount ? (examples.isAsked?.[row] ?? 0) : 0);
  const { order, inBackground } = distinct(all, dims, { partOf, askedOf });
  const parts = Uint8Array.from(order, partOf);
  const count = (part: Part): number => parts.filter((one) => one === part).length;
  const counts = { positives: count(POSITIVE), negatives: count(NEGATIVE), background: count(BACKGROUND) };
  const rows = new Float32Array(order.length * dims);
  for (const [place, row] of order.entries()) rows.set(all.subarray(row * dims, (row + 1) * dims), place * dims);
  const { centre, spread } = centreRows(rows, dims, (place) => parts[place] === (counts.background > 0 ? 2 : 1));
  return {
    dims,
    rows,
    parts,
    isPositive: parts.map((part) => (part === POSITIVE ? 1 : 0)),
    isAsked: Uint8Array.from(order, askedOf),
    inBackground,
    centre,
    spread,
    counts,
  };
}

/** Rows by part, then by values; of equal ones of a part the first, and no background that equals an anchor: that is marked. */
function distinct(
  all: Float32Array,
  dims: number,
  { partOf, askedOf }: { partOf: (row: number) => Part; askedOf: (row: number) => number },
) {
  const compare = (a: number, b: number): number => {
    for (let j = 0; j < dims; j++) {
      const difference = (all[a * dims + j] as number) - (all[b * dims + j] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const rows = Array.from({ length: all.length / dims }, (_, row) => row);
  rows.sort((a, b) => compare(a, b) || partOf(a) - partOf(b) || askedOf(a) - askedOf(b));
  const order: number[] = [];
  const marked = new Set<number>();
  for (const row of rows) {
    const last = order.at(-1);
    const isSame = last !== undefined && compare(last, row) === 0;
    if (!isSame || (partOf(row) !== partOf(last) && partOf(row) !== BACKGROUND)) order.push(row);
    else if (partOf(row) === BACKGROUND && partOf(last) !== BACKGROUND) marked.add(last);
  }
  order.sort((a, b) => partOf(a) - partOf(b) || compare(a, b));
  return { order, inBackground: Uint8Array.from(order, (row) => (marked.has(row) ? 1 : 0)) };
}

/** Centres and scales in place. */
function centreRows(rows: Float32Array, dims: number, isOfCentre: (row: number) => boolean) {
  const count = rows.length / dims;
  const centre = new Float64Array(dims);
  let used = 0;
  for (let i = 0; i < count; i++) {
    if (!isOfCentre(i)) continue;
    used++;
    for (let j = 0; j < dims; j++) centre[j] = (centre[j] as number) + (rows[i * dims + j] as number);
  }
  if (used > 0) for (let j = 0; j < dims; j++) centre[j] = (centre[j] as number) / used;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const isCounted = isOfCentre(i);
    for (let j = 0; j < dims; j++) {
      const value = (rows[i * dims + j] as number) - (centre[j] as number);
      rows[i * dims + j] = value;
      if (isCounted) squares += value * value;
    }
  }
  // One row, or equal ones, tell nothing of the spread.
  const spread = used > 1 && squares > used * 1e-12 ? Math.sqrt(squares / used) : 1;
  for (let i = 0; i < rows.length; i++) rows[i] = (rows[i] as number) / spread;
  return { centre, spread };
}

/** The fold of each row, every part dealt out evenly by the seed. */
export function dealFolds(parts: Uint8Array, folds: number, seed: number): Uint8Array {
  const foldOf = new Uint8Array(parts.length);
  for (const part of [POSITIVE, NEGATIVE, BACKGROUND]) {
    const places = Uint32Array.from(parts.keys()).filter((place) => parts[place] === part);
    for (const [turn, place] of shuffled(places, seed + part).entries()) foldOf[place] = turn % folds;
  }
  return foldOf;
}
