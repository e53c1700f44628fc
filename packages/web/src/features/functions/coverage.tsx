import type { ScoringFunction } from "@pomona/contract/functions";
import { coverageText, standingHint } from "../../catalog/coverage-text.ts";
import { copy } from "../../copy.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";

/** How far a function is scored, what waits and what failed, and what that means. */
export function Coverage({ scoring }: { scoring: ScoringFunction }) {
  const { state, scored, total, pendingRows, failedRows } = scoring;
  const meaning = standingHint(scoring);
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
