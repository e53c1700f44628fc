import type { ModelDescription } from "@pomona/contract/spaces";
import type { EmbedInput, EmbedOptions, EmbedResult, ModelSpec } from "../models/embedder.ts";

/** Embeds on worker threads, one model copy per thread; loads a model at first use. */
export interface EmbeddingPool {
  /** Loads the model if need be. Throws Problem `model-not-found` or `model-unusable` with what to do. */
  describe(model: ModelSpec): Promise<ModelDescription>;
  /** Any number of inputs: they are split into batches over all threads; the result is in input order. */
  embed(model: ModelSpec, inputs: EmbedInput[], options?: EmbedOptions): Promise<EmbedResult>;
  close(): Promise<void>;
}
