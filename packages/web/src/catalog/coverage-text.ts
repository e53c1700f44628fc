import type { ScoringFunction } from "@pomona/contract/functions";
import { copy } from "../copy.ts";
import { formatCount } from "../ui/format.ts";

/** "412,000 of 1,000,000 scored; 12 pending, 3 failed". */
export function coverageText({
  scored,
  total,
  pendingRows,
  failedRows,
}: Pick<ScoringFunction, "scored" | "total" | "pendingRows" | "failedRows">): string {
  const rest = [
    ...(pendingRows > 0 ? [copy.learn.pendingRows(formatCount(pendingRows))] : []),
    ...(failedRows > 0 ? [copy.learn.failedRows(formatCount(failedRows))] : []),
  ];
  return [copy.scoredOf(formatCount(scored), formatCount(total)), ...(rest.length > 0 ? [rest.join(", ")] : [])].join(
    "; ",
  );
}

/** What to do where no scores serve. */
export const failedHint = ({ kind }: Pick<ScoringFunction, "kind">): string =>
  kind === "combination" ? copy.learn.failedCombinationHint : copy.learn.failedHint;

/** What it means that a function is not complete; null where the counts say it all. */
export function standingHint(scoring: ScoringFunction): string | null {
  const { state, version, servedVersion } = scoring;
  if (state === "failed") return failedHint(scoring);
  const isBehind = servedVersion !== null && servedVersion !== version;
  if (state === "stale")
    return isBehind ? copy.learn.staleHints.version(servedVersion, version) : copy.learn.staleHints.part;
  return state === "scoring" && isBehind ? copy.learn.serving(servedVersion, version) : null;
}
