import type { Parallel } from "../parallel.ts";

const PART_ROWS = 4096;

/** Places, misfit and neighbours of all rows of a map, by row. */
export interface MapRows {
  coordinates: Float32Array;
  misfit: Float32Array;
  neighbours: Int32Array;
  placed: Uint8Array;
  k: number;
}

export interface WriteArguments {
  /** The rows that are written, in the order of what is written. */
  rows: Int32Array;
  coordinates: Float32Array;
  misfit: Float32Array;
  /** Numbers of landmarks, `given` a row, nearest first. */
  neighbours: Int32Array;
  given: number;
  landmarks: Int32Array;
  isPlaced: boolean;
  into: MapRows;
}

export const writeRowsTasks = {
  writeRows: (args: WriteArguments, part: number): void => {
    const { rows, coordinates, misfit, neighbours, given, landmarks, isPlaced, into } = args;
    const { k } = into;
    const end = Math.min(rows.length, (part + 1) * PART_ROWS);
    for (let i = part * PART_ROWS; i < end; i++) {
      const row = rows[i] as number;
      into.coordinates[2 * row] = coordinates[2 * i] as number;
      into.coordinates[2 * row + 1] = coordinates[2 * i + 1] as number;
      into.misfit[row] = misfit[i] as number;
      into.placed[row] = isPlaced ? 1 : 0;
      for (let j = 0; j < k; j++)
        into.neighbours[row * k + j] = j < given ? (landmarks[neighbours[i * given + j] as number] as number) : -1;
    }
  },
};

/** Writes what is known of some rows to where all rows of the map are. */
export async function writeRows(
  parallel: Parallel<typeof writeRowsTasks>,
  args: WriteArguments,
  signal?: AbortSignal,
): Promise<void> {
  await parallel.run("writeRows", args, Math.ceil(args.rows.length / PART_ROWS), { signal });
}
