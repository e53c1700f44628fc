import type { ScoringFunction } from "@pomona/contract/functions";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";

/** How far a function is scored, what waits and what failed, and what that means. */
export function Coverage({ scoring }: { scoring: ScoringFunction }) {
  const { state, scored, total, pendingRows, failedRows } = scoring;
  const meaning = meaningOf(scoring);
  return (
    <section aria-label={copy.learn.coverage} className="flex flex-col gap-1.5">
      <p className="m-0 text-xs">
        <span className="font-medium tabular-nums">{coverageText(scoring)}</span>
        {meaning ? <span className={state === "failed" ? "text-danger" : "text-warn"}> {meaning}</span> : null}
      </p>
      {state === "scoring" ? <ProgressBar label={copy.scoringOf(scoring.name)} done={scored} total={total} /> : null}
      {pendingRows + failedRows > 0 ? <p className="m-0 text-ink-mute text-xs">{copy.learn.pendingHint}</p> : null}
      {scoring.error ? (
        <p className="m-0 rounded-md bg-danger-wash px-3 py-2 text-danger break-words">{scoring.error}</p>
      ) : null}
    </section>
  );
}

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
  return [
    copy.learn.scoredOf(formatCount(scored), formatCount(total)),
    ...(rest.length > 0 ? [rest.join(", ")] : []),
  ].join("; ");
}

/** What to do where no scores serve. */
export const failedHint = ({ kind }: Pick<ScoringFunction, "kind">): string =>
  kind === "combination" ? copy.learn.failedCombinationHint : copy.learn.failedHint;

function meaningOf(scoring: ScoringFunction): string | null {
  const { state, version, servedVersion } = scoring;
  if (state === "failed") return failedHint(scoring);
  const isBehind = servedVersion !== null && servedVersion !== version;
  if (state === "stale")
    return isBehind ? copy.learn.staleHints.version(servedVersion, version) : copy.learn.staleHints.part;
  return state === "scoring" && isBehind ? copy.learn.serving(servedVersion, version) : null;
}
