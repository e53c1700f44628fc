// Writes every n-th chunk of vectors to its place in the file.
import { openSync, writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { clusteredRows } from "./clustered.mjs";

const { path, rows, dims, seed, offset, chunkRows, first, step } = workerData;
const fill = clusteredRows(dims, seed);
const file = openSync(path, "r+");
for (let chunk = first; chunk * chunkRows < rows; chunk += step) {
  const values = new Float32Array(Math.min(chunkRows, rows - chunk * chunkRows) * dims);
  fill(chunk, values);
  writeSync(file, new Uint8Array(values.buffer), 0, values.byteLength, offset + chunk * chunkRows * dims * 4);
}
parentPort.postMessage("written");
