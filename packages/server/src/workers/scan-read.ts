import type { ScoreEngine } from "@pomona/compute/kernels/score-engine";
import { isAborted, type RunningTask } from "./running-task.ts";
import type { ReadTask, ScanSegment } from "./scan-task.ts";
import type { VectorReader } from "./vector-reader.ts";

/** Where wanted vectors of one segment are, rising, and which slot of the answer each is for. */
interface Wanted {
  segment: ScanSegment;
  places: Uint32Array;
  slots: Uint32Array;
}

/** Vectors read at a step: those that lie apart are read one by one, and each may have to wait for the disk. */
const STEP_ROWS = 128;

/** Reads the live vectors of some rows, at most one block of vectors a step. */
export function runRead(task: ReadTask, engine: ScoreEngine, reader: VectorReader): RunningTask {
  const { dims, ordinals } = task;
  const vectors = new Float32Array(ordinals.length * dims);
  const found = new Uint8Array(ordinals.length);
  const wanted = locate(task);
  const { block, positions } = engine;
  const values = new Float32Array(block.buffer, block.byteOffset, block.byteLength / 4);
  let at = 0;
  let from = 0;
  const step = (): boolean => {
    const current = wanted[at];
    if (!current || isAborted(task)) return false;
    const { segment, places, slots } = current;
    const loaded = reader.load(segment, dims, places, from, Math.min(places.length, from + STEP_ROWS));
    for (let i = 0; i < loaded; i++) {
      const slot = slots[from + i] as number;
      const start = (positions[i] as number) * dims;
      vectors.set(values.subarray(start, start + dims), slot * dims);
      found[slot] = 1;
    }
    from += loaded;
    if (from === places.length) {
      at++;
      from = 0;
    }
    return true;
  };
  return { task, step, result: () => ({ kind: "read", vectors, found }) };
}

function locate({ ordinals, owners, segments }: ReadTask): Wanted[] {
  const slotsOf = new Map<number, number[]>();
  ordinals.forEach((ordinal, slot) => {
    const owner = owners[ordinal] ?? 0;
    const slots = slotsOf.get(owner);
    if (slots) slots.push(slot);
    else slotsOf.set(owner, [slot]);
  });
  const wanted: Wanted[] = [];
  for (const segment of segments) {
    const entries = (slotsOf.get(segment.id) ?? [])
      .map((slot) => ({ slot, place: placeOf(segment.rows, ordinals[slot] as number) }))
      .filter(({ place }) => place >= 0)
      .sort((a, b) => a.place - b.place);
    if (entries.length === 0) continue;
    wanted.push({
      segment,
      places: Uint32Array.from(entries, ({ place }) => place),
      slots: Uint32Array.from(entries, ({ slot }) => slot),
    });
  }
  return wanted;
}

/** Where `ordinal` is in a rising column, or -1. */
function placeOf(rows: Uint32Array, ordinal: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as number) < ordinal) low = middle + 1;
    else high = middle;
  }
  return rows[low] === ordinal ? low : -1;
}
