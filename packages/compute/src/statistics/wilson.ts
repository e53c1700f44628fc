/** Quantile of the normal distribution that 95 % intervals reach to. */
export const Z_95 = 1.959963984540054;

/** Share of successes with Wilson's 95 % interval (1927); counts may be fractions, of weighted rows. `total` > 0. */
export function wilson(successes: number, total: number): { value: number; low: number; high: number } {
  const value = successes / total;
  const square = Z_95 * Z_95;
  const centre = (value + square / (2 * total)) / (1 + square / total);
  const half = (Z_95 / (1 + square / total)) * Math.sqrt((value * (1 - value)) / total + square / (4 * total * total));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
