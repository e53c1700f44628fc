import { OnnxGraph } from "./onnx-graph.ts";
import type { TfjsWeight } from "./tfjs-weights.ts";

const LAYERS = [0, 1];
const KONA = "Encode/TransformerStack/";

interface UseConversion {
  graph: OnnxGraph;
  /** The constant whose name ends so; RangeError unless there is exactly one. */
  weight(suffix: string): TfjsWeight;
  /** The same as a value of the graph. */
  constant(suffix: string): string;
  scalar(suffix: string): number;
  /** 1 for a token, 0 for padding: [B, L], and [B, L, 1]. */
  mask: string;
  columnMask: string;
}

/**
 * Universal Sentence Encoder lite (Cer et al. 2018, arXiv:1803.11175), a two-layer transformer, as ONNX: inputs `ids`
 * (int64, B x L) and `mask` (float32, B x L), output `embedding` (float32, B x 512, unit vectors). The mathematics is that
 * of the TensorFlow.js graph, in which token embeddings are added twice.
 */
export function useNetwork(weights: ReadonlyMap<string, TfjsWeight>): Uint8Array {
  const graph = new OnnxGraph("use-en");
  const ids = graph.input("ids", "int64", ["B", "L"]);
  const mask = graph.input("mask", "float32", ["B", "L"]);
  const conversion = startConversion(graph, weights, mask);
  let value = addEmbeddings(conversion, ids);
  for (const layer of LAYERS) value = addFeedForward(conversion, layer, addAttention(conversion, layer, value));
  addSentenceVector(conversion, value);
  return graph.encode();
}

function startConversion(graph: OnnxGraph, weights: ReadonlyMap<string, TfjsWeight>, mask: string): UseConversion {
  const weight = (suffix: string): TfjsWeight => {
    const found = [...weights].filter(([name]) => name.endsWith(suffix));
    if (found.length !== 1) throw new RangeError(`${found.length} weights end with ${suffix} instead of one.`);
    return (found[0] as [string, TfjsWeight])[1];
  };
  return {
    graph,
    weight,
    constant: (suffix) => graph.floats(weight(suffix).shape, weight(suffix).values),
    scalar: (suffix) => weight(suffix).values[0] as number,
    mask,
    columnMask: graph.operation("Unsqueeze", [mask, graph.integers([2])]),
  };
}

/** Token embeddings plus (embeddings + sinusoidal position signal). */
function addEmbeddings({ graph, constant, columnMask }: UseConversion, ids: string): string {
  const masked = (value: string): string => graph.operation("Mul", [value, columnMask]);
  const embedded = masked(graph.operation("Gather", [constant("module/Embeddings_en"), ids]));
  const length = graph.operation("Gather", [graph.operation("Shape", [ids]), graph.integer(1)], { axis: 0 });
  const range = graph.operation("Range", [graph.integer(0), length, graph.integer(1)]);
  const positions = graph.operation("Unsqueeze", [graph.operation("Cast", [range], { to: 1 }), graph.integers([1])]);
  const angles = graph.operation("Mul", [positions, constant("AddTimingSignal/TimingSignal/ExpandDims_1")]);
  const signal = graph.operation("Concat", [graph.operation("Sin", [angles]), graph.operation("Cos", [angles])], {
    axis: 1,
  });
  return graph.operation("Add", [embedded, masked(graph.operation("Add", [embedded, signal]))]);
}

function addNormalisation({ graph, constant, scalar }: UseConversion, value: string, prefix: string): string {
  const mean = (input: string): string => graph.operation("ReduceMean", [input], { axes: [-1], keepdims: 1 });
  const deviation = graph.operation("Sub", [value, mean(value)]);
  const variance = mean(graph.operation("Mul", [deviation, deviation]));
  const epsilon = graph.float(scalar("FFN/layer_prepostprocess/layer_norm/Cast/x"));
  const spread = graph.operation("Sqrt", [graph.operation("Add", [variance, epsilon])]);
  const scaled = graph.operation("Mul", [
    graph.operation("Div", [deviation, spread]),
    constant(`${prefix}_scale/ConcatPartitions/concat`),
  ]);
  return graph.operation("Add", [scaled, constant(`${prefix}_bias/ConcatPartitions/concat`)]);
}

/** value * kernel + bias; kernels of four dimensions have two leading ones. */
function addLinear(
  { graph, weight, constant }: UseConversion,
  value: string,
  names: { kernel: string; bias: string },
): string {
  const kernel = weight(names.kernel);
  const product = graph.operation("MatMul", [value, graph.floats(kernel.shape.slice(-2), kernel.values)]);
  return graph.operation("Add", [product, constant(names.bias)]);
}

function addAttention(conversion: UseConversion, layer: number, value: string): string {
  const { graph, weight, scalar, mask } = conversion;
  const prefix = `Layer_${layer}/TransformerLayer/`;
  const settings = `${KONA}${prefix}MultiheadAttention/`;
  const attention = `${prefix}MultiheadAttention/`;
  // The first layer widens 256 to 512, so its residual is projected.
  const residual = layer === 0 ? addWidened(conversion, prefix, value) : value;
  const normalised = addNormalisation(conversion, value, `${prefix}layer_prepostprocess/layer_norm/layer_norm`);
  const joint = addLinear(conversion, normalised, {
    kernel: `${attention}qkv_transform_single/kernel/part_0`,
    bias: `${attention}qkv_transform_single/bias/ConcatPartitions/concat`,
  });
  const sizes = [...weight(`${settings}Const`).values];
  const headDims = scalar(`${settings}split_heads/split_last_dimension/Reshape/shape/3`);
  const headCount = (sizes[0] as number) / headDims;
  const [query, key, content] = graph.operationWithOutputs("Split", [joint, graph.integers(sizes)], { axis: 2 }, 3) as [
    string,
    string,
    string,
  ];
  const heads = (input: string): string =>
    graph.operation("Transpose", [graph.operation("Reshape", [input, graph.integers([0, 0, headCount, headDims])])], {
      perm: [0, 2, 1, 3],
    });
  const scaled = graph.operation("Mul", [heads(query), graph.float(scalar(`${settings}mul/y`))]);
  const alike = graph.operation("MatMul", [scaled, graph.operation("Transpose", [heads(key)], { perm: [0, 1, 3, 2] })]);
  const padding = graph.operation("Sub", [graph.float(1), mask]);
  const penalty = graph.operation("Mul", [
    padding,
    graph.float(scalar("DotProductAttention/attention_bias_ignore_padding/mul/y")),
  ]);
  const biased = graph.operation("Add", [alike, graph.operation("Unsqueeze", [penalty, graph.integers([1, 2])])]);
  const attended = graph.operation("MatMul", [graph.operation("Softmax", [biased], { axis: 3 }), heads(content)]);
  const together = graph.operation("Transpose", [attended], { perm: [0, 2, 1, 3] });
  const output = addLinear(
    conversion,
    graph.operation("Reshape", [together, graph.integers([0, 0, sizes[2] as number])]),
    {
      kernel: `${attention}output_transform_single/kernel/part_0`,
      bias: `${attention}output_transform_single/bias/ConcatPartitions/concat`,
    },
  );
  return graph.operation("Add", [output, residual]);
}

function addWidened(conversion: UseConversion, prefix: string, value: string): string {
  const projected = addLinear(conversion, value, {
    kernel: `${prefix}dense/kernel/ConcatPartitions/concat`,
    bias: `${prefix}dense/bias/ConcatPartitions/concat`,
  });
  return conversion.graph.operation("Mul", [projected, conversion.columnMask]);
}

function addFeedForward(conversion: UseConversion, layer: number, value: string): string {
  const { graph, columnMask } = conversion;
  const prefix = `Layer_${layer}/TransformerLayer/FFN/`;
  const normalised = addNormalisation(conversion, value, `${prefix}layer_prepostprocess/layer_norm/layer_norm`);
  const names = (convolution: string) => ({
    kernel: `${prefix}${convolution}/Tensordot/Reshape_1`,
    bias: `${prefix}${convolution}/bias/ConcatPartitions/concat`,
  });
  const inner = graph.operation("Relu", [addLinear(conversion, normalised, names("conv1"))]);
  return graph.operation("Add", [
    graph.operation("Mul", [addLinear(conversion, inner, names("conv2")), columnMask]),
    value,
  ]);
}

/** The mean over tokens, through one tanh layer, as a unit vector. */
function addSentenceVector({ graph, constant, mask, columnMask }: UseConversion, value: string): void {
  const sum = graph.operation("ReduceSum", [graph.operation("Mul", [value, columnMask]), graph.integers([1])], {
    keepdims: 0,
  });
  const tokenCount = graph.operation("Max", [
    graph.operation("ReduceSum", [mask, graph.integers([1])], { keepdims: 1 }),
    graph.float(1),
  ]);
  const product = graph.operation("MatMul", [
    graph.operation("Div", [sum, tokenCount]),
    constant("tanh_layer_0/weights"),
  ]);
  const hidden = graph.operation("Tanh", [graph.operation("Add", [product, constant("tanh_layer_0/bias")])]);
  graph.operation("LpNormalization", [hidden], { axis: 1, p: 2 }, "embedding");
  graph.output("embedding", "float32", ["B", 512]);
}
