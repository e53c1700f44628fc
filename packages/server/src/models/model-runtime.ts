import type { ModelDescription } from "@pomona/contract/spaces";
import type { EmbedError, EmbedInput, EmbedOptions } from "./embedder.ts";

export type EmbedRole = NonNullable<EmbedOptions["role"]>;

/** An input made ready for the network, or why it cannot be. */
export type Prepared<Value> = { value: Value } | { error: EmbedError };

/**
 * A loaded model in two halves, so that one batch can be prepared (off the thread, as far as decoding goes) while the
 * network runs on another. `createEmbedder` makes the port out of it.
 */
export interface ModelRuntime<Value = unknown> {
  readonly description: ModelDescription;
  readonly preferredBatch: number;
  /** Decodes an image or tokenises a text. Never rejects for a bad input. */
  prepare(input: EmbedInput, role: EmbedRole): Promise<Prepared<Value>>;
  /** Prepared inputs run fastest beside others of a similar size; images are alike. */
  sizeOf(value: Value): number;
  /** One row of `dims` float32 per value, in order; need not be normalised. */
  infer(values: readonly Value[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export const failed = (code: EmbedError["code"], message: string): { error: EmbedError } => ({
  error: { code, message },
});
