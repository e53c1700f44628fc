/** What the precedence test looks at. */
export interface Precedence {
  /** Values of the reference sample; at least one. */
  reference: number;
  /** Rank of the reference value that is the limit, from 1 for its least. */
  rank: number;
  /** Values of the sample that is tested. */
  tested: number;
  /** Of these, those below the limit. */
  below: number;
}

/**
 * Chance that so many or more values of a sample are below the `rank`-th least of a reference, where both are of one
 * continuous distribution; exact for every size (the precedence test, B. Epstein 1954), and with ties an upper bound. A
 * binomial test would take the limit as known: it is itself drawn, and with as many rows on both sides such a test raises
 * ten times as many false alarms as it says. Cost: a term for each rank.
 */
export function precedencePValue({ reference, rank, tested, below }: Precedence): number {
  if (below <= 0) return 1;
  if (below > tested) return 0;
  // `below` values precede the limit where, of the first below + rank - 1 of all, fewer than `rank` are of the reference.
  const draws = below + rank - 1;
  const logs = logFactorials(reference + tested);
  const choose = (n: number, k: number): number => (logs[n] as number) - (logs[k] as number) - (logs[n - k] as number);
  const all = choose(reference + tested, draws);
  let sum = 0;
  for (let k = Math.max(0, draws - tested); k < rank && k <= draws; k++)
    sum += Math.exp(choose(reference, k) + choose(tested, draws - k) - all);
  return Math.min(1, sum);
}

function logFactorials(last: number): Float64Array {
  const logs = new Float64Array(last + 1);
  for (let n = 2; n <= last; n++) logs[n] = (logs[n - 1] as number) + Math.log(n);
  return logs;
}
