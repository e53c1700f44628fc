import type { FunctionHealth } from "@pomona/contract/function-versions";
import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { functionHealthQuery } from "../../api/learning-queries.ts";
import { failedHint } from "../../catalog/coverage-text.ts";
import { RowStrip } from "../../catalog/row-strip.tsx";
import { useAnchorRows } from "../../catalog/use-anchor-rows.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount, formatScore, formatShare } from "../../ui/format.ts";
import { ProblemState } from "../../ui/problem-note.tsx";

/** Whether rows that arrive still are like those that a function was made on. */
export function HealthSection({ scoring }: { scoring: ScoringFunction }) {
  const { data: health, error, refetch } = useQuery(functionHealthQuery(scoring.name, scoring.servedVersion));
  return (
    <section aria-label={copy.learn.sections.health} className="flex flex-col gap-5">
      <h2 className="sr-only">{copy.learn.sections.health}</h2>
      {scoring.servedVersion === null ? (
        <EmptyState icon="clock" title={copy.learn.nothingToTell}>
          {failedHint(scoring)}
        </EmptyState>
      ) : health ? (
        <Tests health={health} />
      ) : error ? (
        <ProblemState error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label={copy.loading} className="skeleton h-40 rounded-md" />
      )}
    </section>
  );
}

function Tests({ health }: { health: FunctionHealth }) {
  const { arrived, compared, reference, reason } = health;
  if (health.novelty === null && health.shift === null)
    return (
      <EmptyState icon="clock" title={copy.learn.nothingToTell}>
        {reason}
      </EmptyState>
    );
  return (
    <>
      <p className="m-0 text-ink-mute">
        {copy.learn.healthSubject(formatCount(arrived), formatCount(compared), formatCount(reference))}
      </p>
      <div className="grid items-start gap-4 md:grid-cols-2">
        <Novelty novelty={health.novelty} />
        <Shift shift={health.shift} />
      </div>
    </>
  );
}

function Novelty({ novelty }: Pick<FunctionHealth, "novelty">) {
  const rows = useAnchorRows(novelty?.examples ?? []);
  if (novelty === null) return <Test title={copy.learn.novelty}>{copy.learn.noveltyNone}</Test>;
  return (
    <Test title={copy.learn.novelty} isFlagged={novelty.isFlagged}>
      <p className="m-0">
        {copy.learn.noveltyText(formatShare(novelty.share), formatShare(novelty.expected))}{" "}
        {novelty.isFlagged ? copy.learn.noveltyFlagged : copy.learn.noveltyFine}
      </p>
      <p className="m-0 text-ink-mute text-xs">{copy.learn.noveltyTest(novelty.test, probability(novelty.pValue))}</p>
      {novelty.examples.length > 0 ? (
        <RowStrip title={copy.learn.noveltyExamples} rows={rows} score={() => null} />
      ) : null}
    </Test>
  );
}

function Shift({ shift }: Pick<FunctionHealth, "shift">) {
  if (shift === null) return <Test title={copy.learn.shift}>{copy.learn.shiftNone}</Test>;
  return (
    <Test title={copy.learn.shift} isFlagged={shift.isFlagged}>
      <p className="m-0">
        {copy.learn.shiftText(formatShare(shift.aboveBefore), formatShare(shift.aboveAfter))}{" "}
        {shift.isFlagged ? copy.learn.shiftFlagged : copy.learn.shiftFine}
      </p>
      <p className="m-0 text-ink-mute text-xs">
        {copy.learn.shiftTest(shift.test, formatScore(shift.statistic), probability(shift.pValue))}
      </p>
    </Test>
  );
}

/** `isFlagged` is absent where nothing could be tested. */
function Test({ title, isFlagged, children }: { title: string; isFlagged?: boolean; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className={classNames(
        "flex min-w-0 flex-col gap-2 rounded-lg border bg-surface p-4",
        isFlagged ? "border-warn" : "border-line",
      )}
    >
      <h3 className="m-0 flex items-center gap-2 font-semibold text-sm">
        {title}
        {isFlagged === undefined ? null : (
          <span
            className={classNames(
              "rounded-full px-2 py-px font-medium text-2xs",
              isFlagged ? "bg-warn-wash text-warn" : "bg-accent-wash text-accent-strong",
            )}
          >
            {isFlagged ? copy.learn.isFlagged : copy.learn.isFine}
          </span>
        )}
      </h3>
      {children}
    </section>
  );
}

const LEAST_SHOWN = 1e-4;
const probability = (p: number): string => (p < LEAST_SHOWN ? "< 0.0001" : `= ${Number(p.toPrecision(2))}`);
