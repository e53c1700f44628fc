import type { TfjsWeight } from "./tfjs-weights.ts";

/** TensorFlow and TFLite give convolutions as height, width, in, out or the like; ONNX wants out, in, height, width. */

/** Axes reordered: axis i of the result is axis `order[i]` of the source. Row-major both. */
export function transposed(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const lengths = order.map((axis) => shape[axis] as number);
  const steps = order.map((axis) => strides[axis] as number);
  const result = new Float32Array(values.length);
  const position = lengths.map(() => 0);
  let source = 0;
  for (let target = 0; target < result.length; target++) {
    result[target] = values[source] as number;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      source += steps[axis] as number;
      position[axis] = (position[axis] as number) + 1;
      if ((position[axis] as number) < (lengths[axis] as number)) break;
      source -= (steps[axis] as number) * (lengths[axis] as number);
      position[axis] = 0;
    }
  }
  return result;
}

/** A kernel as ONNX's Conv takes it. */
export interface ConvolutionKernel {
  values: Float32Array;
  /** out, in per group, height, width. */
  shape: [number, number, number, number];
  groups: number;
}

/** From TensorFlow's Conv2D: height, width, in, out. */
export function kernelFromConv2d({ shape, values }: TfjsWeight): ConvolutionKernel {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  return { values: transposed(values, shape, [3, 2, 0, 1]), shape: [outputs, inputs, height, width], groups: 1 };
}

/** From TensorFlow's depthwise convolution: height, width, channels, multiplier. */
export function kernelFromDepthwise({ shape, values }: TfjsWeight): ConvolutionKernel {
  const [height, width, channels, multiplier] = shape as [number, number, number, number];
  return {
    values: transposed(values, shape, [2, 3, 0, 1]),
    shape: [channels * multiplier, 1, height, width],
    groups: channels,
  };
}
