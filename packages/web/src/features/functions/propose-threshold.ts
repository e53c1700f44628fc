const TOP_SHARE = 0.05;
const FEWEST_ROWS = 5;

/**
 * A threshold to begin with: about one row in twenty reaches it, and five at least where there are that many. Scores of
 * different models lie in different ranges, so no fixed number would do. Null without scores, which come best first.
 */
export function proposeThreshold(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const rank = Math.min(scores.length, Math.max(FEWEST_ROWS, Math.round(scores.length * TOP_SHARE)));
  const score = scores[rank - 1] ?? 0;
  return Math.max(0, Math.floor(score * 1000) / 1000);
}
