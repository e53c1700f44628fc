import { Worker } from "node:worker_threads";

/** Worker programs of this folder; each is a file of that name. */
export type WorkerName = `${string}-worker`;

const isSource = import.meta.url.endsWith(".ts");

/**
 * Starts `<name>` of this folder on a thread of its own. Compiled code starts the compiled file. From source (tests,
 * `tsx`) it starts `source-bootstrap.mjs`, because Node 20 neither reads TypeScript nor takes loaders for one worker.
 * `workerData` arrives as `workerData` of node:worker_threads, in both cases.
 */
export function spawnWorker(name: WorkerName, workerData?: unknown): Worker {
  if (!isSource) return new Worker(new URL(`./${name}.js`, import.meta.url), { workerData });
  return new Worker(new URL("./source-bootstrap.mjs", import.meta.url), {
    workerData,
    argv: [new URL(`./${name}.ts`, import.meta.url).href],
    execArgv: ["--conditions=@pomona/source"],
  });
}
