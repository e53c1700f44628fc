import type { ImageProcessor, PreTrainedModel, Tensor } from "@huggingface/transformers";
import { PIXELS_VERSION, readPixels } from "./image-pixels.ts";
import { failed } from "./model-runtime.ts";
import { groupsOf, runModel, type Tower, tryModel } from "./onnx-tower.ts";
import { choosePooling, poolOutput } from "./output-pooling.ts";

interface PreparedImage {
  /** 1, channels, height, width. */
  dims: number[];
  data: Float32Array;
}

export interface ImageTowerParts {
  model: PreTrainedModel;
  processor: ImageProcessor;
  pooling: string;
  modelType: string;
}

/** Photos are decoded to no less than this (shorter side, in pixels) before the model's own processor resizes them. */
const DECODED_SIDE = 512;
const TRIAL_SIDE = 64;

/** A tower of the model's own image processor and network. Problem `model-unusable` where its outputs are of no use. */
export async function openImageTower({
  model,
  processor,
  pooling: wanted,
  modelType,
}: ImageTowerParts): Promise<Tower<PreparedImage>> {
  const { RawImage, Tensor } = await import("@huggingface/transformers");
  const side = decodedSide(processor);
  const process = async (data: Uint8Array, width: number, height: number): Promise<PreparedImage> => {
    const { pixel_values } = (await processor([new RawImage(data, width, height, 3)])) as { pixel_values: Tensor };
    return { dims: pixel_values.dims, data: pixel_values.data as Float32Array };
  };
  const run = (images: readonly PreparedImage[]) => {
    const shape = images[0]?.dims.slice(1) ?? [];
    const length = shape.reduce((product, dim) => product * dim, 1);
    const joint = new Float32Array(images.length * length);
    for (const [index, image] of images.entries()) joint.set(image.data, index * length);
    return runModel(model, { pixel_values: new Tensor("float32", joint, [images.length, ...shape]) });
  };
  const trial = await tryModel("The image model", async () => {
    const image = await process(new Uint8Array(TRIAL_SIDE * TRIAL_SIDE * 3).fill(127), TRIAL_SIDE, TRIAL_SIDE);
    return run([image]);
  });
  const pooling = choosePooling(trial, { wanted, modality: "image", modelType });
  const dims = poolOutput(trial, pooling).length;
  return {
    dims,
    preprocessing: `${PIXELS_VERSION}; shorter side ${side} px at first, then the model's own processor; ${pooling.output}, ${pooling.method}`,
    sizeOf: (image) => image.data.length,
    prepare: async (input) => {
      const pixels = await readPixels(input, { width: side, height: side, fit: "outside" });
      if ("error" in pixels) return pixels;
      const { data, width, height } = pixels.value;
      return process(data, width, height).then(
        (value) => ({ value }),
        (error: Error) => failed("model", `The model's image processor failed: ${error.message}`),
      );
    },
    infer: async (images) => {
      const vectors = new Float32Array(images.length * dims);
      for (const group of groupsOf(images, (image) => image.dims.join())) {
        const rows = poolOutput(await run(group.values), pooling);
        for (const [row, position] of group.positions.entries())
          vectors.set(rows.subarray(row * dims, (row + 1) * dims), position * dims);
      }
      return vectors;
    },
    dispose: async () => void (await model.dispose()),
  };
}

/** At least twice what the processor resizes to, so that nothing it would see is lost. */
function decodedSide({ size, crop_size }: ImageProcessor & { crop_size?: unknown }): number {
  const lengths = [size, crop_size].flatMap((entry) =>
    entry && typeof entry === "object" ? Object.values(entry) : [entry],
  );
  const largest = Math.max(
    0,
    ...lengths.filter((length): length is number => typeof length === "number" && length < 8192),
  );
  return Math.max(DECODED_SIDE, 2 * largest);
}
