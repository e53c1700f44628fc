import type { ModelDescription } from "@pomona/contract/spaces";
import type { Tensor as OnnxTensor } from "onnxruntime-node";
import { readPixels } from "./image-pixels.ts";
import type { ModelRuntime } from "./model-runtime.ts";
import { openSession } from "./onnx-session.ts";

/** Images per run of the network; larger batches are no faster on a CPU. */
const BATCH = 4;

export interface ImageNetwork {
  description: ModelDescription;
  /** ONNX with the input `pixels` (uint8, N x side x side x 3) and the output `embedding` (float32, N x dims). */
  model: Uint8Array;
  /** Width and height in pixels that images are stretched to. */
  side: number;
}

/** A runtime of a network that takes raw pixels. */
export async function openImageRuntime({ description, model, side }: ImageNetwork): Promise<ModelRuntime<Uint8Array>> {
  const { Tensor } = await import("onnxruntime-node");
  const session = await openSession(model);
  const imageBytes = side * side * 3;
  return {
    description,
    preferredBatch: BATCH,
    sizeOf: () => imageBytes,
    prepare: async (input) => {
      const pixels = await readPixels(input, { width: side, height: side, fit: "fill" });
      return "error" in pixels ? pixels : { value: pixels.value.data };
    },
    infer: async (values) => {
      const pixels = new Uint8Array(values.length * imageBytes);
      for (const [index, value] of values.entries()) pixels.set(value, index * imageBytes);
      const outputs = await session.run({ pixels: new Tensor("uint8", pixels, [values.length, side, side, 3]) });
      return (outputs.embedding as OnnxTensor).data as Float32Array;
    },
    dispose: () => session.release(),
  };
}
