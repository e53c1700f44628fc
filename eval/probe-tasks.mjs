// Work of the evaluation of probes, spread over threads: one task is one class under one seed.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { shuffled } from "@pomona/compute/shuffle";

/** Positives of a function, and as many random rows of other classes. */
export const SIZES = [1, 3, 5, 10, 30];
/** Rows of a class that are held out at least. */
const HELD = 5;

/**
 * What `probe-worker.mjs` measures of every class and seed; in their order, whatever the number of threads. Half of the
 * rows are held out, drawn anew for each seed.
 */
export async function runTasks(set, { seeds, classes }, log) {
  const names = [...new Set(set.classes)].toSorted();
  const tasks = [];
  for (let seed = 0; seed < seeds; seed++) {
    const counts = trainedCounts(set, seed);
    const fitting = names.filter((name) => {
      const { trained, held } = counts.get(name);
      return trained >= 1 && held >= HELD;
    });
    const some = classes === null ? fitting : drawn(fitting, seed).slice(0, classes);
    for (const name of some) tasks.push({ seed, name, place: tasks.length });
  }
  const results = new Array(tasks.length);
  const shared = new Float32Array(new SharedArrayBuffer(set.vectors.byteLength));
  shared.set(set.vectors);
  const started = Date.now();
  let done = 0;
  const queue = [...tasks];
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./probe-worker.mjs", import.meta.url), {
        workerData: { dims: set.dims, vectors: shared, classes: set.classes, sizes: SIZES },
      });
      const next = () => {
        const task = queue.shift();
        if (task) worker.postMessage(task);
        else resolve(worker.terminate());
      };
      worker.on("error", reject);
      worker.on("message", ({ place, result }) => {
        results[place] = result;
        done++;
        const left = ((Date.now() - started) / done) * (tasks.length - done);
        if (done % 20 === 0 || done === tasks.length)
          log(`${set.space}: ${done} of ${tasks.length} classes and seeds, ${Math.round(left / 1000)} s left`);
        next();
      });
      next();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work));
  return results;
}

/** Training rows and held-out rows of a seed. */
export function splitOf(rowCount, seed) {
  const order = shuffled(
    Uint32Array.from({ length: rowCount }, (_, row) => row),
    seed,
  );
  const half = rowCount >> 1;
  return { training: order.subarray(0, half), held: order.subarray(half) };
}

function trainedCounts({ classes }, seed) {
  const counts = new Map([...new Set(classes)].map((name) => [name, { trained: 0, held: 0 }]));
  const { training, held } = splitOf(classes.length, seed);
  for (const row of training) counts.get(classes[row]).trained++;
  for (const row of held) counts.get(classes[row]).held++;
  return counts;
}

const drawn = (names, seed) => Array.from(shuffled(Uint32Array.from(names.keys()), seed), (place) => names[place]);
