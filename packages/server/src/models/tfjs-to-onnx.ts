import { type ConvolutionKernel, kernelFromConv2d, kernelFromDepthwise } from "./convolution-weights.ts";
import type { OnnxGraph } from "./onnx-graph.ts";
import type { FeatureMap } from "./pooled-taps.ts";
import type { TfjsWeight } from "./tfjs-weights.ts";

/** A node of a TensorFlow.js graph model (`modelTopology.node` of its model.json). */
export interface TfjsNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, TfjsAttribute>;
}

interface TfjsAttribute {
  /** base64 */
  s?: string;
  list?: { i?: string[]; s?: string[] };
}

export interface TfjsNetwork {
  nodes: readonly TfjsNode[];
  weights: ReadonlyMap<string, TfjsWeight>;
}

interface Conversion {
  graph: OnnxGraph;
  network: TfjsNetwork;
  /** Feature maps by node name, NCHW. */
  done: Map<string, FeatureMap>;
}

type Converter = (node: TfjsNode, conversion: Conversion) => FeatureMap;

/**
 * Adds the part of a convolutional TensorFlow.js network (NHWC) that its `taps` depend on to a graph (NCHW), and returns
 * the taps' feature maps in order. `input` stands for the network's placeholder. Throws RangeError for an operation it
 * does not know: only what MobileNet-like networks use is here.
 */
export function addTfjsNetwork(
  graph: OnnxGraph,
  network: TfjsNetwork,
  { input, taps }: { input: FeatureMap; taps: readonly string[] },
): FeatureMap[] {
  const conversion: Conversion = { graph, network, done: new Map() };
  for (const node of neededNodes(network, taps)) {
    if (node.op === "Const") continue;
    if (node.op === "Placeholder") {
      conversion.done.set(node.name, input);
      continue;
    }
    const convert = CONVERTERS[node.op];
    if (!convert) throw new RangeError(`The operation ${node.op} of ${node.name} cannot be converted.`);
    conversion.done.set(node.name, convert(node, conversion));
  }
  return taps.map((tap) => featureMap(conversion, tap));
}

/** The nodes that `taps` depend on, each after its inputs. */
function neededNodes(network: TfjsNetwork, taps: readonly string[]): TfjsNode[] {
  const byName = new Map(network.nodes.map((node) => [node.name, node]));
  const ordered = new Set<TfjsNode>();
  const visit = (name: string): void => {
    const node = byName.get(name);
    if (!node) throw new RangeError(`The network has no node ${name}.`);
    if (ordered.has(node)) return;
    for (const input of node.input ?? []) visit(input);
    ordered.add(node);
  };
  for (const tap of taps) visit(tap);
  return [...ordered];
}

const elementwise =
  (type: string): Converter =>
  (node, conversion) => {
    const names = node.input ?? [];
    const maps = names.map((name) => conversion.done.get(name));
    const values = names.map((name, position) => maps[position]?.value ?? channelConstant(conversion, name));
    const channels = maps.find((map) => map !== undefined)?.channels ?? 0;
    return { value: conversion.graph.operation(type, values), channels };
  };

const convolution =
  (kernelOf: (weight: TfjsWeight) => ConvolutionKernel): Converter =>
  (node, conversion) => {
    const { graph } = conversion;
    const [inputName = "", kernelName = "", biasName = ""] = node.input ?? [];
    const kernel = kernelOf(weight(conversion, kernelName));
    const fused = (node.attr?.fused_ops?.list?.s ?? []).map(decodeText);
    const inputs = [featureMap(conversion, inputName).value, graph.floats(kernel.shape, kernel.values)];
    if (fused.includes("BiasAdd")) inputs.push(graph.floats([kernel.shape[0]], weight(conversion, biasName).values));
    let value = graph.operation("Conv", inputs, {
      kernel_shape: kernel.shape.slice(2),
      strides: planeOf(node, "strides"),
      dilations: planeOf(node, "dilations"),
      group: kernel.groups,
      auto_pad: decodeText(node.attr?.padding?.s ?? "") === "SAME" ? "SAME_UPPER" : "VALID",
    });
    for (const step of fused.filter((name) => name !== "BiasAdd")) value = activation(graph, step, value);
    return { value, channels: kernel.shape[0] };
  };

const activated: Converter = (node, conversion) => {
  const map = featureMap(conversion, node.input?.[0] ?? "");
  return { value: activation(conversion.graph, node.op, map.value), channels: map.channels };
};

const CONVERTERS: Record<string, Converter> = {
  _FusedConv2D: convolution(kernelFromConv2d),
  Conv2D: convolution(kernelFromConv2d),
  FusedDepthwiseConv2dNative: convolution(kernelFromDepthwise),
  DepthwiseConv2dNative: convolution(kernelFromDepthwise),
  Relu: activated,
  Relu6: activated,
  Add: elementwise("Add"),
  AddV2: elementwise("Add"),
  Mul: elementwise("Mul"),
  Sub: elementwise("Sub"),
  Identity: (node, conversion) => featureMap(conversion, node.input?.[0] ?? ""),
  // Squeeze-and-excitation keeps the two dimensions it averages over.
  Mean: (node, conversion) => {
    const map = featureMap(conversion, node.input?.[0] ?? "");
    return { value: conversion.graph.operation("GlobalAveragePool", [map.value]), channels: map.channels };
  },
};

/** ReLU or ReLU6 of a value, by its TensorFlow name. */
function activation(graph: OnnxGraph, name: string, value: string): string {
  if (name === "Relu") return graph.operation("Relu", [value]);
  if (name === "Relu6") return graph.operation("Clip", [value, graph.float(0), graph.float(6)]);
  throw new RangeError(`The activation ${name} cannot be converted.`);
}

function featureMap(conversion: Conversion, name: string): FeatureMap {
  const map = conversion.done.get(name);
  if (!map) throw new RangeError(`The value of ${name} is not a feature map.`);
  return map;
}

function weight(conversion: Conversion, name: string): TfjsWeight {
  const found = conversion.network.weights.get(name);
  if (!found) throw new RangeError(`The weight ${name} is missing.`);
  return found;
}

/** A scalar, or one value per channel, shaped to spread over NCHW. */
function channelConstant({ graph, ...conversion }: Conversion, name: string): string {
  const { shape, values } = weight({ graph, ...conversion }, name);
  if (values.length === 1) return graph.float(values[0] as number);
  if (values.length !== shape.at(-1))
    throw new RangeError(`The constant ${name} of shape ${shape.join("x")} cannot be converted.`);
  return graph.floats([1, values.length, 1, 1], values);
}

/** Height and width entries of a NHWC attribute; 1, 1 where it is left out. */
const planeOf = (node: TfjsNode, attribute: string): number[] => {
  const entries = (node.attr?.[attribute]?.list?.i ?? []).map(Number);
  return entries.length === 4 ? entries.slice(1, 3) : [1, 1];
};

const decodeText = (base64: string): string => Buffer.from(base64, "base64").toString();
