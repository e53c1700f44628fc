/** A share with its interval; all from 0 to 1. */
export interface ShareEstimate {
  value: number;
  low: number;
  high: number;
}

/** Of the standard normal distribution, for 95 %. */
const Z = 1.959963984540054;

/**
 * The share of hits among rows with its 95 % interval (Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 1927), which keeps its coverage where the share is near 0 or 1 or the rows are few. Counts may be
 * fractions, of weighted rows; `rows` > 0.
 */
export function wilson(hits: number, rows: number): ShareEstimate {
  const share = hits / rows;
  const middle = share + Z ** 2 / (2 * rows);
  const reach = Z * Math.sqrt((share * (1 - share)) / rows + Z ** 2 / (4 * rows ** 2));
  const scale = 1 + Z ** 2 / rows;
  // At the ends rounding could put the bound a hair beyond the value.
  return {
    value: share,
    low: hits === 0 ? 0 : Math.max(0, (middle - reach) / scale),
    high: hits === rows ? 1 : Math.min(1, (middle + reach) / scale),
  };
}

/** The same; null without rows. */
export const wilsonInterval = (hits: number, rows: number): ShareEstimate | null =>
  rows > 0 ? wilson(hits, rows) : null;
