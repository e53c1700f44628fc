import { transposed } from "./convolution-weights.ts";
import type { OnnxGraph } from "./onnx-graph.ts";
import type { FeatureMap } from "./pooled-taps.ts";
import type { TfliteModel, TfliteOperator } from "./tflite-model.ts";

const ADD = 0;
const CONV_2D = 3;
const DEPTHWISE_CONV_2D = 4;
const DEQUANTIZE = 6;

interface Conversion {
  graph: OnnxGraph;
  model: TfliteModel;
  /** Feature maps by tensor number, NCHW. */
  maps: Map<number, FeatureMap>;
  /** Constants by tensor number, also those behind a DEQUANTIZE (float16 weights). */
  constants: Map<number, Float32Array>;
}

/**
 * Adds the part of a convolutional TFLite network (NHWC) up to its `taps` (tensor numbers) to a graph (NCHW), and returns
 * the taps' feature maps in order. `input` stands for the network's first input. Operators other than convolutions,
 * additions and float16 weights are left out; throws RangeError when a tap depends on one.
 */
export function addTfliteNetwork(
  graph: OnnxGraph,
  model: TfliteModel,
  { input, taps }: { input: FeatureMap; taps: readonly number[] },
): FeatureMap[] {
  const conversion: Conversion = {
    graph,
    model,
    maps: new Map([[model.inputs[0] as number, input]]),
    constants: new Map(),
  };
  model.tensors.forEach((tensor, number) => {
    if (tensor.values) conversion.constants.set(number, tensor.values);
  });
  const wanted = new Set(taps);
  for (const operator of model.operators) {
    if (wanted.size === 0) break;
    convertOperator(conversion, operator);
    for (const output of operator.outputs) wanted.delete(output);
  }
  return taps.map((tap) => {
    const map = conversion.maps.get(tap);
    if (!map) throw new RangeError(`The tensor ${tap} (${model.tensors[tap]?.name}) cannot be converted.`);
    return map;
  });
}

function convertOperator(conversion: Conversion, operator: TfliteOperator): void {
  const [first = -1, second = -1] = operator.inputs;
  const output = operator.outputs[0] ?? -1;
  if (operator.code === DEQUANTIZE) {
    const values = conversion.constants.get(first);
    if (values) conversion.constants.set(output, values);
    return;
  }
  const input = conversion.maps.get(first);
  if (!input) return;
  if (operator.code === CONV_2D || operator.code === DEPTHWISE_CONV_2D) {
    conversion.maps.set(output, convolution(conversion, operator, input));
  } else if (operator.code === ADD) {
    const other = conversion.maps.get(second);
    if (!other) return;
    const sum = conversion.graph.operation("Add", [input.value, other.value]);
    conversion.maps.set(output, {
      value: activation(conversion.graph, operator.byteOption(0, 0), sum),
      channels: input.channels,
    });
  }
}

/** Conv2DOptions: padding 0, stride w 1, stride h 2, activation 3; DepthwiseConv2DOptions: the same, activation 4. */
function convolution({ graph, model, constants }: Conversion, operator: TfliteOperator, input: FeatureMap): FeatureMap {
  const [, kernelTensor = -1, biasTensor = -1] = operator.inputs;
  const isDepthwise = operator.code === DEPTHWISE_CONV_2D;
  const values = constants.get(kernelTensor);
  if (!values) throw new RangeError(`The kernel ${model.tensors[kernelTensor]?.name} is not a constant.`);
  // Out, height, width, in; depthwise: 1, height, width, channels.
  const shape = model.tensors[kernelTensor]?.shape as [number, number, number, number];
  const order = isDepthwise ? [3, 0, 1, 2] : [0, 3, 1, 2];
  const kernelShape = order.map((axis) => shape[axis] as number);
  const channels = kernelShape[0] as number;
  const inputs = [input.value, graph.floats(kernelShape, transposed(values, shape, order))];
  const bias = constants.get(biasTensor);
  if (bias) inputs.push(graph.floats([channels], bias));
  const value = graph.operation("Conv", inputs, {
    kernel_shape: kernelShape.slice(2),
    strides: [operator.integerOption(2, 1), operator.integerOption(1, 1)],
    group: isDepthwise ? channels : 1,
    auto_pad: operator.byteOption(0, 0) === 0 ? "SAME_UPPER" : "VALID",
  });
  return { value: activation(graph, operator.byteOption(isDepthwise ? 4 : 3, 0), value), channels };
}

/** ActivationFunctionType of the TFLite schema. */
function activation(graph: OnnxGraph, type: number, value: string): string {
  if (type === 0) return value;
  if (type === 1) return graph.operation("Relu", [value]);
  if (type === 3) return graph.operation("Clip", [value, graph.float(0), graph.float(6)]);
  throw new RangeError(`The TFLite activation ${type} cannot be converted.`);
}
