import { once } from "node:events";
import { spawnWorker } from "./spawn.ts";

export interface FitOptions {
  dims: number;
  outputDims: number;
  exponent: number;
}

/** Fits a whitening on vectors (n * dims float32) and returns its bytes; on a thread of its own. */
export type WhiteningFitter = (vectors: Float32Array, options: FitOptions) => Promise<Uint8Array>;

export const fitWhitening: WhiteningFitter = async (vectors, options) => {
  const worker = spawnWorker("fit-worker", { vectors, options });
  try {
    const [bytes] = (await once(worker, "message")) as [Uint8Array];
    return bytes;
  } finally {
    await worker.terminate();
  }
};
