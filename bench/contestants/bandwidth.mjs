import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

const PAGE_BYTES = 65_536;
/** A WebAssembly memory ends at 4 GB; of more bytes a part is read and the time scaled. */
const MOST_BYTES = 2 ** 31;

/** What the memory of this machine allows: reading as many bytes as the vectors have, as float32 and as int8, on every core. */
export async function prepare({ rows, dims }) {
  const wanted = { f32: rows * dims * 4, i32: rows * dims };
  const pages = Math.ceil(Math.min(wanted.f32, MOST_BYTES) / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  // A page that was never written is the kernel's one page of zeros, which is read from the cache.
  new Uint32Array(memory.buffer).fill(0x3f80_0000);
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL("bandwidth-worker.mjs", import.meta.url), { workerData: { memory, pages, counter } }),
  );
  const read = async (type) => {
    const bytes = Math.floor(Math.min(wanted[type], MOST_BYTES) / 128) * 128;
    counter[0] = 0;
    const started = performance.now();
    const answers = workers.map((worker) => once(worker, "message"));
    for (const worker of workers) worker.postMessage({ type, bytes });
    await Promise.all(answers);
    const ms = (performance.now() - started) * (wanted[type] / bytes);
    return { ms, gigabytesPerSecond: wanted[type] / ms / 1e6 };
  };
  return {
    tasks: { f32: () => read("f32"), i8: () => read("i32") },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}
