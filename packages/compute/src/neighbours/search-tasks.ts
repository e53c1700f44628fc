import type { Points } from "../projection/points.ts";
import { NearestLists } from "./nearest-lists.ts";
import { NearestWriter } from "./nearest-writer.ts";
import type { NeighbourIndex } from "./neighbour-index.ts";
import { originOf } from "./origin-of.ts";

/** Candidates beyond k whose exact distance decides: float32 errs where rows are much nearer to each other than to 0. */
const SPARE = 4;

export interface SearchArguments {
  index: NeighbourIndex;
  /** Absent: the rows of the index, each without itself. */
  queries: Points | undefined;
  k: number;
  probes: number;
  /** Queries of a part. */
  partRows: number;
  indices: Int32Array;
  distances: Float32Array;
}

/** Which queries look at each cell: cell c is looked at by queries[starts[c]] to queries[starts[c + 1] - 1]. */
interface Probed {
  starts: Int32Array;
  queries: Int32Array;
}

export const searchTasks = {
  /** Nearest rows of the queries of one part, written to their places of `indices` and `distances`. */
  searchNeighbours: (search: SearchArguments, part: number): void => {
    const { index, queries, k, probes, partRows, indices, distances } = search;
    const asked = queries ?? index;
    const from = part * partRows;
    const count = Math.min(partRows, asked.count - from);
    const probed = probes < index.cells ? probedBy(index, { values: asked.values, from, count, probes }) : undefined;
    const lists = new NearestLists(originOf(index), { count, length: Math.min(k + SPARE, index.count) });
    lists.setQueries(asked.values, from, queries ? undefined : from);
    if (probed) offerCells(lists, index, probed);
    else lists.offer(index.values, { from: 0, to: index.count });
    const lacking = lists.lacking(k);
    // So few rows in their cells that all rows are looked at.
    if (lacking.length > 0) lists.offer(index.values, { from: 0, to: index.count, queries: lacking });
    const writer = new NearestWriter(index, { k, indices, distances });
    for (let i = 0; i < count; i++)
      writer.write(lists, i, {
        values: asked.values,
        at: from + i,
        to: queries ? from + i : (index.rows[from + i] as number),
      });
  },
};

function probedBy(
  { dims, cells, centres }: NeighbourIndex,
  { values, from, count, probes }: { values: Float32Array; from: number; count: number; probes: number },
): Probed {
  const nearest = new NearestLists(originOf({ values: centres, count: cells, dims }), { count, length: probes });
  nearest.setQueries(values, from);
  nearest.offer(centres, { from: 0, to: cells });
  const starts = new Int32Array(cells + 1);
  for (const cell of nearest.places) starts[cell + 1] = (starts[cell + 1] as number) + 1;
  for (let cell = 0; cell < cells; cell++) starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
  const next = starts.slice();
  const queries = new Int32Array(count * probes);
  for (let i = 0; i < nearest.places.length; i++) {
    const cell = nearest.places[i] as number;
    const at = next[cell] as number;
    queries[at] = Math.floor(i / probes);
    next[cell] = at + 1;
  }
  return { starts, queries };
}

function offerCells(lists: NearestLists, { cells, starts, values }: NeighbourIndex, probed: Probed): void {
  for (let cell = 0; cell < cells; cell++) {
    const queries = probed.queries.subarray(probed.starts[cell], probed.starts[cell + 1]);
    if (queries.length > 0)
      lists.offer(values, { from: starts[cell] as number, to: starts[cell + 1] as number, queries });
  }
}
