import { sharedFloats } from "@pomona/compute/parallel";
import { fitPca } from "@pomona/compute/projection/fit-pca";
import type { Pca } from "@pomona/compute/projection/pca";
import type { Points } from "@pomona/compute/projection/points";
import { comparable, reduceVectors } from "@pomona/compute/projection/reduce-vectors";
import { mulberry32 } from "@pomona/compute/shuffle";
import type { ProjectionParameters } from "@pomona/contract/projections";
import { copyInTurns } from "../../store/shared-floats.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { readFound } from "../queries/read-found.ts";
import type { Workspace } from "../workspace.ts";

/** Rows with their reduced vectors: what a map is laid out from. */
export interface ReducedRows {
  /** Ordinals, rising. */
  rows: Uint32Array;
  /** Reduced vectors in the order of the rows. */
  points: Points;
  pca: Pca;
}

/** Rows that the axes are fitted on; more would turn them by less than the neighbours of a row differ. */
const SAMPLE_ROWS = 20_000;
const SAMPLE_BYTES = 128 << 20;
/** Vectors read, and reduced, at once. */
const CHUNK_BYTES = 16 << 20;

interface ReduceOptions {
  parameters: Pick<ProjectionParameters, "seed" | "components" | "metric">;
  signal: AbortSignal;
  /** Share that is done, 0 to 1. */
  onProgress(share: number): void;
}

/**
 * Reads the vectors of rows (rising ordinals) in chunks and reduces them to their main axes, fitted on a seeded sample.
 * Rows that lost their vector meanwhile are left out. Never holds more than a chunk of whole vectors, or the sample.
 */
export async function reduceRows(
  workspace: Pick<Workspace, "live" | "vectors" | "maps">,
  space: SpaceRecord,
  wanted: Uint32Array,
  { parameters, signal, onProgress }: ReduceOptions,
): Promise<ReducedRows> {
  const { seed, components, metric } = parameters;
  const sample = await readSample(workspace, space, sampleOf(wanted, space, seed));
  const pca = await fitPca(workspace.maps, await comparable(workspace.maps, sample, metric, signal), {
    components,
    seed,
    signal,
  });
  const values = sharedFloats(wanted.length * pca.components);
  const rows = new Uint32Array(wanted.length);
  const chunkRows = Math.max(64, Math.floor(CHUNK_BYTES / (space.dims * 4)));
  // One for all chunks: to have memory of this size cleared costs more than to fill it.
  const chunk = sharedFloats(Math.min(chunkRows, wanted.length) * space.dims);
  let count = 0;
  for (let start = 0; start < wanted.length; start += chunkRows) {
    signal.throwIfAborted();
    const found = await readFound(workspace, space, wanted.subarray(start, start + chunkRows));
    await copyInTurns(found.vectors, chunk);
    const vectors = { values: chunk, count: found.rows.length, dims: space.dims };
    await reduceVectors(workspace.maps, pca, vectors, { into: values, offset: count, metric, signal });
    rows.set(found.rows, count);
    count += found.rows.length;
    onProgress(Math.min(1, (start + chunkRows) / wanted.length));
  }
  return { rows: rows.slice(0, count), points: { values, count, dims: pca.components }, pca };
}

/** A seeded sample: one row of each of equal runs, so that every part of the space's history is in it. Rising. */
function sampleOf(rows: Uint32Array, space: SpaceRecord, seed: number): Uint32Array {
  const most = Math.min(SAMPLE_ROWS, Math.max(64, Math.floor(SAMPLE_BYTES / (space.dims * 4))));
  if (rows.length <= most) return rows;
  const random = mulberry32(seed);
  const run = rows.length / most;
  return Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i + random()) * run)] as number);
}

async function readSample(
  workspace: Pick<Workspace, "live" | "vectors">,
  space: SpaceRecord,
  sample: Uint32Array,
): Promise<Points> {
  const { dims } = space;
  const values = sharedFloats(sample.length * dims);
  const chunkRows = Math.max(64, Math.floor(CHUNK_BYTES / (dims * 4)));
  let count = 0;
  for (let start = 0; start < sample.length; start += chunkRows) {
    const found = await readFound(workspace, space, sample.subarray(start, start + chunkRows));
    await copyInTurns(found.vectors, values.subarray(count * dims));
    count += found.rows.length;
  }
  return { values, count, dims };
}
