import type { ProbeExamples, ProbeOptions } from "./probe.ts";

/** Squared length may be off by float32 rounding, not by more. */
const LENGTH_TOLERANCE = 1e-3;

/** Throws RangeError that names the anchor or the row of the background at fault. */
export function checkExamples({ dims, anchors, isPositive, isAsked, background }: ProbeExamples): void {
  if (!(Number.isInteger(dims) && dims > 0)) throw new RangeError(`Vectors cannot have ${dims} dims.`);
  if (anchors.length !== isPositive.length * dims)
    throw new RangeError(`${anchors.length} values are not ${isPositive.length} anchors of ${dims} dims.`);
  if (isAsked && isAsked.length !== isPositive.length)
    throw new RangeError(`${isAsked.length} marks of what was asked are not those of ${isPositive.length} anchors.`);
  if (background.length % dims !== 0)
    throw new RangeError(`${background.length} values of the background are not whole vectors of ${dims} dims.`);
  if (!isPositive.includes(1)) throw new RangeError("At least one positive anchor is needed.");
  for (const [row, value] of isPositive.entries())
    if (value > 1) throw new RangeError(`Anchor ${row + 1} is neither positive (1) nor negative (0) but ${value}.`);
  checkVectors(anchors, dims, "Anchor");
  checkVectors(background, dims, "Background row");
}

export function checkOptions({ seed, regularisation, backgroundWeight, targets }: ProbeOptions): void {
  if (!Number.isInteger(seed)) throw new RangeError(`The seed must be a whole number, not ${seed}.`);
  if (regularisation !== null && !(regularisation > 0 && regularisation < Infinity))
    throw new RangeError(`The regularisation must be a number > 0, not ${regularisation}.`);
  if (backgroundWeight !== null && !(backgroundWeight >= 0 && backgroundWeight < Infinity))
    throw new RangeError(`The weight of the background must be a number >= 0, not ${backgroundWeight}.`);
  for (const target of [...targets.precisions, ...targets.recalls])
    if (!(target > 0 && target <= 1))
      throw new RangeError(`A precision or recall aimed at lies in (0, 1], not ${target}.`);
}

function checkVectors(vectors: Float32Array, dims: number, name: string): void {
  for (let start = 0; start < vectors.length; start += dims) {
    let square = 0;
    for (let j = 0; j < dims; j++) square += (vectors[start + j] as number) ** 2;
    if (Math.abs(square - 1) <= LENGTH_TOLERANCE) continue;
    const wrong = vectors.subarray(start, start + dims).findIndex((value) => !Number.isFinite(value));
    const place = `${name} ${start / dims + 1}`;
    if (wrong >= 0) throw new RangeError(`${place} has the value ${vectors[start + wrong]} at position ${wrong}.`);
    throw new RangeError(`${place} has the length ${Math.sqrt(square).toPrecision(4)}; vectors must have length 1.`);
  }
}
