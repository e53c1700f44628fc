import { andNotBits, hasBit } from "@pomona/compute/bitset";
import { Problem } from "@pomona/contract/problems";
import type { Sql, Transaction } from "../../store/database.ts";
import { appendMapLines, changedBits, type MapLines, type MapRef, mappedBits } from "../../store/map-tables.ts";
import { projectionVersion } from "../../store/projection-table.ts";
import { readyBits } from "../../store/score-tables.ts";
import type { Workspace } from "../workspace.ts";

/** Lines stored per transaction: some 50 ms, of which the event loop has a few at a time. */
const CHUNK_LINES = 1 << 15;

/** A map that is laid out, row by row with rising ordinals. */
export interface MadeMap extends MapLines {
  rows: Uint32Array;
  x: Float32Array;
  y: Float32Array;
  placed: Int8Array;
  misfit: Float32Array;
  clusters: Int32Array[];
}

/** Problem `cancelled` where a version is not being laid out any more. */
export async function requireLaying(sql: Pick<Sql, "all">, map: MapRef): Promise<void> {
  if ((await projectionVersion(sql, map))?.state !== "laying")
    throw new Problem("cancelled", "The version was deleted, or another took its place.");
}

interface FillOptions {
  space: number;
  made: MadeMap;
  signal: AbortSignal;
  /** Share that is stored, 0 to 1. */
  onProgress(share: number): void;
}

/**
 * Stores the places of those rows that still have the vector they were laid out by and are not stored yet, a chunk in
 * each transaction.
 */
export async function fillMap(
  workspace: Pick<Workspace, "database">,
  map: MapRef,
  { space, made, signal, onProgress }: FillOptions,
): Promise<void> {
  for (let start = 0; start < made.rows.length; start += CHUNK_LINES) {
    signal.throwIfAborted();
    const end = Math.min(made.rows.length, start + CHUNK_LINES);
    await workspace.database.write(async (tx) => {
      await requireLaying(tx, map);
      await appendMapLines(tx, map, await stillWanted(tx, map, space, part(made, start, end)));
    });
    onProgress(end / made.rows.length);
  }
}

function part(made: MadeMap, start: number, end: number): MadeMap {
  const { rows, x, y, placed, misfit, clusters } = made;
  return {
    rows: rows.subarray(start, end),
    x: x.subarray(start, end),
    y: y.subarray(start, end),
    placed: placed.subarray(start, end),
    misfit: misfit.subarray(start, end),
    clusters: clusters.map((level) => level.subarray(start, end)),
  };
}

async function stillWanted(tx: Transaction, map: MapRef, space: number, lines: MadeMap): Promise<MadeMap> {
  const first = lines.rows[0] as number;
  const range = { first, count: (lines.rows.at(-1) as number) - first + 1 };
  const unchanged = andNotBits(await readyBits(tx, space, range), await changedBits(tx, map, range));
  const wanted = andNotBits(unchanged, await mappedBits(tx, map, range));
  const kept = new Uint32Array(lines.rows.length);
  let count = 0;
  for (let i = 0; i < kept.length; i++) if (hasBit(wanted, (lines.rows[i] as number) - first)) kept[count++] = i;
  if (count === kept.length) return lines;
  const positions = kept.subarray(0, count);
  const floats = (values: Float32Array) => Float32Array.from(positions, (position) => values[position] as number);
  return {
    rows: Uint32Array.from(positions, (position) => lines.rows[position] as number),
    x: floats(lines.x),
    y: floats(lines.y),
    placed: Int8Array.from(positions, (position) => lines.placed[position] as number),
    misfit: floats(lines.misfit),
    clusters: lines.clusters.map((level) => Int32Array.from(positions, (position) => level[position] as number)),
  };
}
