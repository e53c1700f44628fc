import { BACKGROUND, NEGATIVE, POSITIVE } from "./prepare-rows.ts";

/** Negatives that together weigh as much as the background. */
const NEGATIVES_OF_ONE = 100;

/** Weight of the background beside that of the negatives: a negative weighs a hundredth of it, all of them at most as much. */
export const defaultBackgroundWeight = (negatives: number): number =>
  Math.max(1, NEGATIVES_OF_ONE / Math.max(1, negatives));

/**
 * Weights that sum to 1: half for the positives, half for negatives and background, of which the background has
 * `backgroundWeight` times as much. Rows that are not used weigh 0.
 */
export function balancedWeights(
  parts: Uint8Array,
  backgroundWeight: number,
  isUsed: (row: number) => boolean = () => true,
): Float64Array {
  const counts = [0, 0, 0];
  for (const [row, part] of parts.entries()) if (isUsed(row)) counts[part] = (counts[part] as number) + 1;
  const [, negatives = 0, background = 0] = counts;
  const share = background === 0 ? 0 : negatives === 0 ? 1 : backgroundWeight / (1 + backgroundWeight);
  const masses = { [POSITIVE]: 0.5, [NEGATIVE]: 0.5 * (1 - share), [BACKGROUND]: 0.5 * share };
  return Float64Array.from(parts, (part, row) =>
    isUsed(row) ? masses[part as 0 | 1 | 2] / (counts[part] as number) : 0,
  );
}
