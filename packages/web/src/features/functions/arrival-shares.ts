import type { ScoringFunction } from "@pomona/contract/functions";

/** How the newest rows score, against all of them. */
export interface ArrivalShares {
  /** Share above the threshold in each step of arrival, oldest first; null where nothing was scored. */
  steps: (number | null)[];
  /** Share among the newest rows that are scored; null without any. */
  recent: number | null;
  recentRows: number;
  whole: number | null;
}

/** Steps that "the newest rows" are: one in twenty of those that are looked at, but enough rows to tell something. */
const FEWEST_RECENT = 20;

export function arrivalShares({
  arrivals,
  aboveThreshold,
  servedScored,
}: Pick<ScoringFunction, "arrivals" | "aboveThreshold" | "servedScored">): ArrivalShares {
  const share = (above: number, scored: number): number | null => (scored === 0 ? null : above / scored);
  let [above, scored] = [0, 0];
  for (const step of arrivals.steps.toReversed()) {
    if (scored >= FEWEST_RECENT) break;
    above += step.above;
    scored += step.scored;
  }
  return {
    steps: arrivals.steps.map((step) => share(step.above, step.scored)),
    recent: share(above, scored),
    recentRows: scored,
    whole: share(aboveThreshold, servedScored),
  };
}
