import type { OnnxGraph } from "./onnx-graph.ts";

/** A feature map inside a network: its value's name and channel count. */
export interface FeatureMap {
  value: string;
  channels: number;
}

/**
 * Adds the output `embedding` [N, sum of channels]: each feature map (NCHW) is averaged over its area and L2-normalised,
 * so that no tap outweighs another; their concatenation is L2-normalised again. Returns its dims.
 */
export function addPooledTaps(graph: OnnxGraph, taps: readonly FeatureMap[]): number {
  const normalise = (value: string): string => graph.operation("LpNormalization", [value], { axis: 1, p: 2 });
  const pooled = taps.map((tap) =>
    normalise(graph.operation("Flatten", [graph.operation("GlobalAveragePool", [tap.value])], { axis: 1 })),
  );
  const dims = taps.reduce((sum, tap) => sum + tap.channels, 0);
  graph.operation("LpNormalization", [graph.operation("Concat", pooled, { axis: 1 })], { axis: 1, p: 2 }, "embedding");
  graph.output("embedding", "float32", ["N", dims]);
  return dims;
}

/**
 * Adds the input `pixels` (uint8, N x side x side x RGB) and returns it as float32 NCHW, each value v as
 * v * scale + offset.
 */
export function addPixelInput(
  graph: OnnxGraph,
  side: number,
  { scale, offset }: { scale: number; offset: number },
): string {
  const pixels = graph.input("pixels", "uint8", ["N", side, side, 3]);
  let value = graph.operation("Transpose", [graph.operation("Cast", [pixels], { to: 1 })], { perm: [0, 3, 1, 2] });
  if (scale !== 1) value = graph.operation("Mul", [value, graph.float(scale)]);
  if (offset !== 0) value = graph.operation("Add", [value, graph.float(offset)]);
  return value;
}
