import type { Embedder, EmbedResult } from "./embedder.ts";
import type { ModelRuntime } from "./model-runtime.ts";
import { inferBatch, prepareBatch } from "./prepared-batch.ts";

/** The embedder of a loaded model, on the calling thread: one batch is decoded while the network runs on another. */
export function createEmbedder<Value>(runtime: ModelRuntime<Value>): Embedder {
  let isDisposed = false;
  return {
    description: runtime.description,
    preferredBatch: runtime.preferredBatch,
    embed: async (inputs, { signal, role = "document" } = {}) => {
      if (isDisposed) throw new Error(`${runtime.description.id} was disposed of.`);
      const { dims } = runtime.description;
      const result: EmbedResult = { vectors: new Float32Array(inputs.length * dims), errors: [] };
      const prepare = (start: number) =>
        prepareBatch(runtime, inputs.slice(start, start + runtime.preferredBatch), role);
      let next = prepare(0);
      for (let start = 0; start < inputs.length; start += runtime.preferredBatch) {
        signal?.throwIfAborted();
        const prepared = await next;
        next = prepare(start + runtime.preferredBatch);
        signal?.throwIfAborted();
        const { vectors, errors } = await inferBatch(runtime, prepared);
        result.vectors.set(vectors, start * dims);
        result.errors.push(...errors);
      }
      signal?.throwIfAborted();
      return result;
    },
    dispose: async () => {
      if (isDisposed) return;
      isDisposed = true;
      await runtime.dispose();
    },
  };
}
