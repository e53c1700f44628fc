import type { Histogram } from "@pomona/contract/rows";

/** Heights of bars in [0, 1]. Square roots, so that a bin of 3 rows can be seen beside one of 30,000; any row shows. */
export function barHeights(counts: readonly number[]): number[] {
  const most = Math.max(0, ...counts);
  return counts.map((count) => (count === 0 ? 0 : Math.max(0.06, Math.sqrt(count / most))));
}

/** Whether each bin reaches into [low, high]. */
export const binsInRange = (edges: readonly number[], low: number, high: number): boolean[] =>
  edges
    .slice(0, -1)
    .map(
      (edge, bin) =>
        (edges[bin + 1] ?? edge) >= low &&
        edge <= high &&
        ((edges[bin + 1] ?? edge) > low || edge === low || bin === edges.length - 2),
    );

/** A step of the slider: 1, 2 or 5 times a power of ten, about 200 to the span; 0 spans give 1. */
export function niceStep(span: number, isWhole: boolean): number {
  if (!(span > 0)) return 1;
  const raw = span / 200;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw) ?? power;
  return isWhole ? Math.max(1, Math.round(step)) : step;
}

/** Ends of a slider over a histogram; widened when all values are the same, so that the thumbs can move. */
export function sliderEnds(edges: readonly number[]): { min: number; max: number } | null {
  const min = edges[0];
  const max = edges.at(-1);
  if (min === undefined || max === undefined || !Number.isFinite(min) || !Number.isFinite(max)) return null;
  return max > min ? { min, max } : { min, max: min + 1 };
}

/** Counts of scores in `bins` equal parts of [0, 1]; scores outside count at the ends. */
export function countScores(scores: readonly number[], bins: number): Pick<Histogram, "edges" | "counts"> {
  const counts = new Array<number>(bins).fill(0);
  for (const score of scores) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(score * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { counts, edges: Array.from({ length: bins + 1 }, (_, bin) => bin / bins) };
}

/** Estimate of the rows at or above a score, from bins: a bin that the score cuts counts by its share. */
export function countAbove({ edges, counts }: Pick<Histogram, "edges" | "counts">, score: number): number {
  let above = 0;
  for (const [bin, count] of counts.entries()) {
    const low = edges[bin] ?? 0;
    const high = edges[bin + 1] ?? low;
    above += high <= low ? (low >= score ? count : 0) : count * Math.min(1, Math.max(0, (high - score) / (high - low)));
  }
  return Math.round(above);
}
