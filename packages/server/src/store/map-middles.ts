import type { Sql } from "./database.ts";
import { CLUSTER_LEVELS, type MapRef, mapTable } from "./map-tables.ts";
import { inTurns } from "./rank-column.ts";

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

/** Reads a map's lines once: about 150 ms for a million, in turns. */
export async function readMiddles(
  sql: Sql,
  map: MapRef,
  clusters: readonly { id: number; x: number; y: number }[],
  each: number,
): Promise<MapMiddles> {
  const levels = Array.from({ length: CLUSTER_LEVELS }, (_, level) => `(c${level} + 1)::UINTEGER`);
  const [row, x, y, ...columns] = (await sql.numbers(
    `SELECT row, x, y, ${levels.join(", ")} FROM ${mapTable(map)} ORDER BY row`,
  )) as [Uint32Array, Float32Array, Float32Array, ...Uint32Array[]];
  const heaps = new Map(
    clusters.map((cluster): [number, Heap] => [cluster.id, { ...cluster, rows: 0, nearest: [], squared: [] }]),
  );
  for (const column of columns)
    await inTurns(row.length, (start, end) => {
      for (let i = start; i < end; i++) {
        const heap = heaps.get((column[i] as number) - 1);
        if (!heap) continue;
        heap.rows++;
        const squared = ((x[i] as number) - heap.x) ** 2 + ((y[i] as number) - heap.y) ** 2;
        keepNearest(heap, { row: row[i] as number, squared, each });
      }
    });
  return {
    rows: row.length,
    rowsOf: new Map([...heaps].map(([id, { rows }]) => [id, rows])),
    nearest: new Map([...heaps].map(([id, { nearest }]) => [id, nearest])),
  };
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
