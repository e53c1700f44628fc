/** Logarithm of the odds of a probability; finite for 0 and 1, too. */
export function logOdds(probability: number): number {
  const held = Math.min(Math.max(probability, 1e-7), 1 - 1e-7);
  return Math.log(held / (1 - held));
}
