import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, open, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { npyHeader } from "./npy.mjs";
import { keyOf, writeRows } from "./rows-csv.mjs";

const CHUNK_ROWS = 4096;

/**
 * Clustered vectors, rows with metadata and keys in files of `cache`, made where they are not there yet from the last
 * time. The same rows, dims and seed give the same bytes on any machine. Memory does not grow with `rows`.
 */
export async function openDataset(cache, { rows, dims, seed }) {
  const folder = join(cache, `${rows}x${dims}-${seed}`);
  const dataset = {
    folder,
    rows,
    dims,
    seed,
    vectors: join(folder, "vectors.npy"),
    table: join(folder, "rows.csv"),
    ids: join(folder, "ids.txt"),
  };
  const complete = join(folder, "complete");
  if (existsSync(complete)) return dataset;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all([writeVectors(dataset), writeRows(dataset.table, dataset), writeIds(dataset)]);
  await writeFile(complete, "");
  return dataset;
}

async function writeVectors({ vectors: path, rows, dims, seed }) {
  const header = npyHeader(rows, dims);
  const file = await open(path, "w");
  await file.write(header);
  await file.truncate(header.length + rows * dims * 4);
  await file.close();
  const step = availableParallelism();
  const workers = Array.from({ length: step }, async (_, first) => {
    const workerData = { path, rows, dims, seed, offset: header.length, chunkRows: CHUNK_ROWS, first, step };
    const worker = new Worker(new URL("vectors-worker.mjs", import.meta.url), { workerData });
    await once(worker, "message");
  });
  await Promise.all(workers);
}

async function writeIds({ ids, rows }) {
  const file = createWriteStream(ids);
  for (let first = 0; first < rows; first += 50_000) {
    const keys = Array.from({ length: Math.min(50_000, rows - first) }, (_, i) => keyOf(first + i));
    if (!file.write(`${keys.join("\n")}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}
