import type { Histogram } from "@pomona/contract/rows";

/** Heights of bars in [0, 1]. Square roots, so that a bin of 3 rows can be seen beside one of 30,000; any row shows. */
export function barHeights(counts: readonly number[], most = Math.max(0, ...counts)): number[] {
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

export interface SliderEnds {
  min: number;
  max: number;
}

/**
 * Ends of a slider over a histogram: they take in every bin and every value of `covering`, and lie on multiples of
 * `gridStep`. Widened when all values are the same, so that the thumbs can move; null without values.
 */
export function sliderEnds(
  edges: readonly number[],
  covering: readonly (number | undefined)[] = [],
  gridStep = 0,
): SliderEnds | null {
  const all = [...edges, ...covering].filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (!edges.some(Number.isFinite)) return null;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const onGrid = (value: number, round: (value: number) => number): number =>
    gridStep > 0 ? Number((round(Number((value / gridStep).toFixed(6))) * gridStep).toFixed(9)) : value;
  const [min, max] = [onGrid(low, Math.floor), onGrid(high, Math.ceil)];
  return max > min ? { min, max } : { min, max: min + (gridStep || 1) };
}

/** Ends of scores lie on hundredths, and their slider goes in thousandths, or two hundred steps where they lie wide. */
export const SCORE_GRID = 0.01;
export const scoreStep = ({ min, max }: SliderEnds): number => (max - min > 0.25 ? 0.005 : 0.001);

/** Counts of scores in `bins` equal parts of the range that they fill, which ends on hundredths. */
export function countScores(scores: readonly number[], bins: number): Pick<Histogram, "edges" | "counts"> {
  let [least, most] = [1, 0];
  for (const score of scores) {
    least = Math.min(least, score);
    most = Math.max(most, score);
  }
  const { min, max } = sliderEnds(scores.length > 0 ? [least, most] : [0, 1], [], SCORE_GRID) ?? { min: 0, max: 1 };
  const counts = new Array<number>(bins).fill(0);
  for (const score of scores) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((score - min) / (max - min)) * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { counts, edges: Array.from({ length: bins + 1 }, (_, bin) => min + ((max - min) * bin) / bins) };
}

export type Bins = Pick<Histogram, "edges" | "counts" | "totals">;

/**
 * The part of a histogram that holds rows (of the totals, where there are any), in at most `bars` bins: scores of one
 * model often fill a tenth of [0, 1]. A histogram without rows is given back as it is.
 */
export function zoomToRows(histogram: Bins, bars: number): Bins {
  const widest = histogram.totals ?? histogram.counts;
  const first = widest.findIndex((count) => count > 0);
  if (first < 0) return histogram;
  const end = widest.findLastIndex((count) => count > 0) + 1;
  const perBar = Math.ceil((end - first) / bars);
  const merged = (counts: readonly number[]): number[] =>
    Array.from({ length: Math.ceil((end - first) / perBar) }, (_, bar) =>
      counts
        .slice(first + bar * perBar, Math.min(end, first + (bar + 1) * perBar))
        .reduce((sum, count) => sum + count, 0),
    );
  const counts = merged(histogram.counts);
  const edges = Array.from(
    { length: counts.length + 1 },
    (_, bar) => histogram.edges[Math.min(first + bar * perBar, histogram.counts.length)] ?? 1,
  );
  return { edges, counts, ...(histogram.totals ? { totals: merged(histogram.totals) } : {}) };
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
