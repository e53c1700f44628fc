import type { Histogram } from "@pomona/contract/rows";

const TOP_SHARE = 0.05;
const FEWEST_ROWS = 5;

/**
 * A threshold to begin with: about one row in twenty reaches it, and five at least where there are that many. Scores of
 * different models lie in different ranges, so no fixed number would do. It is an edge of the histogram; null without scores.
 */
export function proposeThreshold({ edges, counts }: Pick<Histogram, "edges" | "counts">): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = Math.min(total, Math.max(FEWEST_ROWS, Math.round(total * TOP_SHARE)));
  let above = 0;
  for (let bin = counts.length - 1; bin >= 0; bin--) {
    above += counts[bin] ?? 0;
    if (above >= wanted) return Number((edges[bin] ?? 0).toFixed(6));
  }
  return edges[0] ?? null;
}
