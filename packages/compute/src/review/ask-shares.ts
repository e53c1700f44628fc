/** What is known when rows are chosen. */
export interface Known {
  positives: number;
  /** Whether scores are probabilities, so that 0.5 is the least certain. */
  isCalibrated: boolean;
}

/** How many rows are asked for each reason; they add up to the count. */
export interface AskCounts {
  likely: number;
  nearThreshold: number;
  uncertain: number;
  diverse: number;
}

/** With so many positives, half of the rows are asked as they are likely. */
const HALF_LIKELY_AT = 10;

/**
 * How to divide what is asked beside the random rows. While few positives are known, the best-scored rows are asked: in a
 * rare class almost every other row is a negative, of which the background has plenty already. The more are known, the
 * more is asked where the decision is open.
 */
export function askCounts(count: number, { positives, isCalibrated }: Known): AskCounts {
  const likely = Math.round(count / (1 + positives / HALF_LIKELY_AT));
  const open = count - likely;
  const diverse = Math.floor(open / 4);
  const uncertain = isCalibrated ? Math.floor((open - diverse) / 2) : 0;
  return { likely, diverse, uncertain, nearThreshold: open - diverse - uncertain };
}
