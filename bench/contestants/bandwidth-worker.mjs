// Adds up blocks of shared memory, taking the next one from a counter until none is left.
import { parentPort, workerData } from "node:worker_threads";
import { bandwidthModule } from "./bandwidth-wasm.mjs";

const BLOCK_BYTES = 1 << 22;
const { memory, pages, counter } = workerData;
const { exports } = new WebAssembly.Instance(bandwidthModule(pages), { env: { memory } });

parentPort.on("message", ({ type, bytes }) => {
  let total = 0;
  for (;;) {
    const from = Atomics.add(counter, 0, 1) * BLOCK_BYTES;
    if (from >= bytes) break;
    total += exports[type](from, Math.min(bytes, from + BLOCK_BYTES));
  }
  parentPort.postMessage(total);
});
