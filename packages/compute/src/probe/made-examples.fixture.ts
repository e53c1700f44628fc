import { mulberry32 } from "../shuffle.ts";
import type { ProbeExamples, ProbeOptions } from "./probe.ts";

interface Made {
  dims?: number;
  positives: number;
  negatives: number;
  background: number;
  /** Share of the background that is positive. */
  prevalence?: number;
  /** How far the classes are apart. */
  distance?: number;
  seed?: number;
}

/** Unit vectors of two classes that differ along one direction, among others that vary as much. */
export function madeExamples(made: Made): ProbeExamples & { truth: Uint8Array } {
  const { dims = 24, positives, negatives, background, prevalence = 0.1, distance = 1.5, seed = 1 } = made;
  const random = mulberry32(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const vectors = (isPositive: Uint8Array): Float32Array => {
    const all = new Float32Array(isPositive.length * dims);
    for (const [row, positive] of isPositive.entries()) {
      const vector = Float64Array.from(
        { length: dims },
        (_, j) => normal() / (1 + j / 8) + (j === 5 && positive ? distance : 0),
      );
      const length = Math.hypot(...vector);
      for (let j = 0; j < dims; j++) all[row * dims + j] = (vector[j] as number) / length;
    }
    return all;
  };
  const isPositive = Uint8Array.from({ length: positives + negatives }, (_, row) => (row < positives ? 1 : 0));
  const truth = Uint8Array.from({ length: background }, () => (random() < prevalence ? 1 : 0));
  return { dims, isPositive, anchors: vectors(isPositive), background: vectors(truth), truth };
}

export const OPTIONS: ProbeOptions = {
  seed: 7,
  regularisation: null,
  backgroundWeight: null,
  targets: { precisions: [0.9], recalls: [0.9] },
};

/** The score of one vector. */
export function scoreBy(probe: { weights: Float32Array; bias: number }, vector: ArrayLike<number>): number {
  let sum = probe.bias;
  for (let j = 0; j < vector.length; j++) sum += (probe.weights[j] as number) * (vector[j] as number);
  return 1 / (1 + Math.exp(-sum));
}
