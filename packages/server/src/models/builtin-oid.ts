import { fingerprintOf } from "./fingerprint.ts";
import { PIXELS_VERSION } from "./image-pixels.ts";
import { openImageRuntime } from "./image-runtime.ts";
import type { ModelRuntime } from "./model-runtime.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { readPackageFile, requireSha256 } from "./package-files.ts";
import { addPixelInput, addPooledTaps } from "./pooled-taps.ts";
import { readTflite } from "./tflite-model.ts";
import { addTfliteNetwork } from "./tflite-to-onnx.ts";

const PACKAGE = "@mediapipe/objectron";
const ASSET_SHA256 = "470986ca5df183f41698da6de74b027d838fe289d77b5ab094497d350bee664e";
/** The packed asset starts with another, tiny file; the TFLite model fills the rest. */
const MODEL_START = 184;
const SIDE = 224;
/** Tensors with 160, 960 and 1280 channels: the 15th residual block, the expansion of the 16th, the final features. */
const TAPS = [209, 210, 213];

/** An SSD MobileNetV2 trained on 24 classes of Open Images, as the npm package ships it. */
export async function loadOid(): Promise<ModelRuntime> {
  const asset = await readPackageFile({ package: PACKAGE, path: "objectron_solution_packed_assets.data" });
  requireSha256(asset, ASSET_SHA256, "The weights of builtin/oid");
  const { model, dims } = oidNetwork(asset, SIDE);
  const preprocessing = `${PIXELS_VERSION}; ${SIDE}x${SIDE} fill; RGB -1..1`;
  const pooling = "global average of 3 feature maps, each L2-normalised, concatenated, L2-normalised";
  return openImageRuntime({
    model,
    side: SIDE,
    description: {
      id: "builtin/oid@1",
      fingerprint: fingerprintOf({ weights: ASSET_SHA256, preprocessing, pooling, codeVersion: 1 }),
      dims,
      modalities: ["image"],
      licence: "Apache-2.0",
      languages: [],
      preprocessing: `${preprocessing}; ${pooling}`,
    },
  });
}

/** The network at an input side in pixels; it was trained at 300. `asset` is the package's packed asset. */
export function oidNetwork(asset: Uint8Array, side: number): { model: Uint8Array; dims: number } {
  const graph = new OnnxGraph("oid");
  const input = { value: addPixelInput(graph, side, { scale: 2 / 255, offset: -1 }), channels: 3 };
  const taps = addTfliteNetwork(graph, readTflite(asset.subarray(MODEL_START)), { input, taps: TAPS });
  const dims = addPooledTaps(graph, taps);
  return { model: graph.encode(), dims };
}
