import { giveTurn } from "../config/give-turn.ts";
import type { Sql } from "./database.ts";
import { CLUSTER_COLUMNS, type MapRef, mapTable } from "./map-tables.ts";
import { int } from "./sql-values.ts";

/** What the lines of a map tell of its clusters. */
export interface MapMiddles {
  /** Rows on the map. */
  rows: number;
  /** Rows by cluster. */
  rowsOf: Map<number, number>;
  /** Ordinals of the rows nearest a cluster's middle, nearest first, equally near ones by ordinal; by cluster. */
  nearest: Map<number, number[]>;
}

interface Heap {
  x: number;
  y: number;
  rows: number;
  nearest: number[];
  squared: number[];
}

/** Ordinals whose lines are read at once: a few milliseconds. */
const READ_ORDINALS = 1 << 15;

/** Reads a map's lines once, a part at a time: about 300 ms for a million. */
export async function readMiddles(
  sql: Sql,
  map: MapRef,
  clusters: readonly { id: number; x: number; y: number }[],
  each: number,
): Promise<MapMiddles> {
  const heaps = new Map(
    clusters.map((cluster): [number, Heap] => [cluster.id, { ...cluster, rows: 0, nearest: [], squared: [] }]),
  );
  // One higher than the ids, as the columns are.
  const byId: (Heap | undefined)[] = [undefined];
  for (const [id, heap] of heaps) byId[id + 1] = heap;
  const end = int((await sql.one(`SELECT max(row) + 1 AS ordinals FROM ${mapTable(map)}`))?.ordinals);
  let rows = 0;
  for (let start = 0; start < end; start += READ_ORDINALS) {
    const [row, x, y, ...columns] = await readLines(sql, map, start);
    rows += row.length;
    for (const column of columns)
      for (let i = 0; i < row.length; i++) {
        const heap = byId[column[i] as number];
        if (!heap) continue;
        heap.rows++;
        const squared = ((x[i] as number) - heap.x) ** 2 + ((y[i] as number) - heap.y) ** 2;
        keepNearest(heap, { row: row[i] as number, squared, each });
      }
    await giveTurn();
  }
  return {
    rows,
    rowsOf: new Map([...heaps].map(([id, { rows }]) => [id, rows])),
    nearest: new Map([...heaps].map(([id, { nearest }]) => [id, nearest])),
  };
}

/** Ordinals, coordinates and clusters (one higher) of the lines of some ordinals, by ordinal. */
async function readLines(
  sql: Sql,
  map: MapRef,
  start: number,
): Promise<[Uint32Array, Float32Array, Float32Array, ...Uint32Array[]]> {
  const levels = CLUSTER_COLUMNS.map((column) => `(${column} + 1)::UINTEGER`);
  const lines = await sql.numbers(
    `SELECT row, x, y, ${levels.join(", ")} FROM ${mapTable(map)} WHERE row >= ? AND row < ? ORDER BY row`,
    [start, start + READ_ORDINALS],
  );
  return lines as [Uint32Array, Float32Array, Float32Array, ...Uint32Array[]];
}

function keepNearest(heap: Heap, { row, squared, each }: { row: number; squared: number; each: number }): void {
  const { nearest, squared: kept } = heap;
  if (kept.length === each && squared >= (kept[each - 1] as number)) return;
  let slot = kept.length;
  while (slot > 0 && (kept[slot - 1] as number) > squared) slot--;
  kept.splice(slot, 0, squared);
  nearest.splice(slot, 0, row);
  if (kept.length > each) {
    kept.pop();
    nearest.pop();
  }
}
