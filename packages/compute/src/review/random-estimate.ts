import { wilson } from "../statistics/wilson-interval.ts";

type Interval = ReturnType<typeof wilson>;

/** An answer about a row that was drawn at random. */
export interface SampledAnswer {
  isPositive: boolean;
  /** What the row was given before anything was learned from its answer; null: nothing. */
  score: number | null;
}

export interface RandomEstimate {
  answered: number;
  positives: number;
  prevalence: Interval;
  /** null without a row that reaches the threshold. */
  precision: Interval | null;
  /** null without a positive. */
  recall: Interval | null;
}

/**
 * What a random sample says of all rows; null without any. Intervals are Wilson's (1927). Scores must be from before the
 * answers were learned from: then the estimate is without bias for the models that gave them ("progressive validation",
 * Blum, Kalai and Langford 1999), and cautious for the newest, which knows more.
 */
export function randomEstimate(sample: readonly SampledAnswer[], threshold: number): RandomEstimate | null {
  if (sample.length === 0) return null;
  const isHit = ({ score }: SampledAnswer): boolean => score !== null && score >= threshold;
  const positives = sample.filter(({ isPositive }) => isPositive);
  const hits = sample.filter(isHit);
  const both = positives.filter(isHit).length;
  return {
    answered: sample.length,
    positives: positives.length,
    prevalence: wilson(positives.length, sample.length),
    precision: hits.length === 0 ? null : wilson(both, hits.length),
    recall: positives.length === 0 ? null : wilson(both, positives.length),
  };
}
