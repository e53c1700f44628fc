import type { ModelDescription } from "@pomona/contract/spaces";

/** Why one input has no vector. */
export interface EmbedError {
  code: "empty" | "decode" | "too_large" | "unsupported" | "model";
  message: string;
}

/** Content to embed. A file is read by the worker that decodes it. */
export type EmbedInput = { text: string } | { path: string } | { bytes: Uint8Array };

export interface EmbedResult {
  /** One slot of `dims` float32 per input, in input order, L2-normalised; zeros where `errors` has a reason. */
  vectors: Float32Array<ArrayBuffer>;
  /** One entry per input: null, or why there is no vector. */
  errors: (EmbedError | null)[];
}

export interface EmbedOptions {
  signal?: AbortSignal;
  /** Some text models embed what is searched for and what is searched in differently. Default: document. */
  role?: "query" | "document";
}

/**
 * A neural net that turns images or texts into unit vectors. Results do not depend on how inputs are grouped (to 1e-5).
 * Every implementation passes `embedder.cases.ts`.
 */
export interface Embedder {
  readonly description: ModelDescription;
  /** Inputs per call that run fastest. */
  readonly preferredBatch: number;
  /** Rejects only on abort or when the model cannot be run at all; a bad input is an entry of `errors`. */
  embed(inputs: EmbedInput[], options?: EmbedOptions): Promise<EmbedResult>;
  dispose(): Promise<void>;
}

/** Which model to load, as a space records it. Plain data: it is sent to worker threads. */
export interface ModelSpec {
  /** `builtin/cn3`, `builtin/oid`, `builtin/use-en`, `local:DIR`, `hf:ORG/NAME[@REV]`. */
  id: string;
  options?: Record<string, unknown>;
  /** Downloads are refused unless the user asked for this model by name. */
  allowNetwork?: boolean;
}
