import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { npyBuffer } from "../data/npy.mjs";
import { rowOf } from "../data/rows-csv.mjs";
import { KINDS, makeVectors } from "../data/vector-kinds.mjs";
import { innerProduct, topK } from "../top-k.mjs";
import { finishedJob } from "./finished-job.mjs";

const QUERIES = 100;
const DEPTHS = [10, 100, 1000];
/** Cosines nearer to each other than this are equal in float32. */
const TIE = 1e-6;

/**
 * Whether searches give the exact answer. Rows that are as near as the last of the exact answer are as good as it;
 * rows given twice or left out are not.
 */
export async function recallTasks(client, { rows, dims, ids, source, table, mapping }) {
  const request = { path: table, dataset: "rows", embed: false, keyPrefix: "", mapping };
  await finishedJob(client, (await client.startImport(request)).job);
  const tasks = {};
  for (const kind of KINDS) tasks[kind] = () => recallOfKind(client, { kind, rows, dims, ids, source });
  return tasks;
}

async function recallOfKind(client, { kind, rows, dims, ids, source }) {
  const values = makeVectors(kind, { rows, dims, seed: 5 });
  const path = join(source, `${kind}.npy`);
  await writeFile(path, npyBuffer(values, dims));
  await client.createSpace({ kind: "external", name: kind, dims });
  await finishedJob(client, (await client.importVectors({ space: kind, path, ids })).job);
  const lengths = Float64Array.from({ length: rows }, (_, row) =>
    lengthOf(values.subarray(row * dims, (row + 1) * dims)),
  );
  const queries = makeVectors(kind, { rows: QUERIES, dims, seed: 6 });
  const hits = Object.fromEntries(DEPTHS.map((depth) => [depth, 0]));
  for (let query = 0; query < QUERIES; query++) {
    const vector = Float64Array.from(queries.subarray(query * dims, (query + 1) * dims));
    const length = lengthOf(vector);
    const cosines = new Float64Array(rows);
    const best = topK(Math.max(...DEPTHS));
    for (let row = 0; row < rows; row++) {
      cosines[row] = innerProduct(values, row * dims, vector) / (lengths[row] * length);
      best.offer(row, cosines[row]);
    }
    const exact = best.scores();
    for (const depth of DEPTHS) {
      const anchors = [{ vector: Array.from(vector) }];
      const { results } = await client.similar({ space: kind, anchors, limit: depth });
      const given = new Set(results.map(({ key }) => rowOf(key)));
      const least = exact[Math.min(depth, rows) - 1] - TIE;
      hits[depth] += [...given].filter((row) => cosines[row] >= least).length / Math.min(depth, rows);
    }
  }
  return Object.fromEntries(DEPTHS.map((depth) => [`top${depth}`, hits[depth] / QUERIES]));
}

function lengthOf(vector) {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}
