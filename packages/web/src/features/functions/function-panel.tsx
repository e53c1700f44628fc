import { EVERY_ROW } from "@pomona/contract/filter";
import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { histogramQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { filterText } from "../../catalog/filter-parts.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { formatCount, formatMoment, formatScore } from "../../ui/format.ts";
import { zoomToRows } from "../../ui/histogram-scale.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { EditFunctionDialog } from "./edit-function-dialog.tsx";
import { FunctionAnchors } from "./function-anchors.tsx";
import { Arrivals } from "./function-list.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { StateBadge } from "./state-badge.tsx";
import { TopRows } from "./top-rows.tsx";
import { useForgetFunction } from "./use-forget-function.ts";

/** Many, as the part that holds rows is drawn in few. */
const BINS = 1000;
const BARS = 80;

/** One function: what it was made from, how its scores lie, where its threshold stands. */
export function FunctionPanel({ scoring }: { scoring: ScoringFunction }) {
  const navigate = useNavigate();
  const forget = useForgetFunction();
  const [asked, setAsked] = useState<"edit" | "rename" | "delete" | null>(null);
  const rescore = useAction({
    run: () => api.rescoreFunction({ name: scoring.name }),
    changes: ["functions", "jobs"],
    onDone: () => showMessage(copy.rescoring(scoring.name)),
  });
  const remove = useAction({
    run: () => api.deleteFunction({ name: scoring.name }),
    changes: ["rows", "row"],
    onDone: async () => {
      await navigate({ to: "/functions", replace: true });
      forget(scoring.name);
    },
  });
  const where = filterText({ function: scoring.name, op: ">=", value: scoring.threshold }) ?? "";
  return (
    <article aria-label={scoring.name} className="flex flex-col gap-6">
      <header className="flex flex-wrap items-center gap-2">
        <StateBadge state={scoring.state} />
        <span className="text-ink-mute text-xs">{copy.versionOf(scoring.version)}</span>
        <div className="ml-auto flex flex-wrap items-center gap-1.5">
          <Link
            to="/"
            search={{ where, sort: `-function:${scoring.name}` }}
            className="inline-flex h-8 items-center rounded-md bg-accent px-3 font-medium text-accent-ink hover:bg-accent-strong"
          >
            {copy.useAsFilter}
          </Link>
          <Button icon="edit" onClick={() => setAsked("edit")}>
            {copy.editFunction}
          </Button>
          <Button onClick={() => rescore.mutate()} disabled={rescore.isPending}>
            {copy.rescore}
          </Button>
          <IconButton icon="text" label={copy.renameFunction} onClick={() => setAsked("rename")} />
          <IconButton icon="trash" label={copy.deleteFunction} onClick={() => setAsked("delete")} />
        </div>
      </header>
      {scoring.error ? <p className="m-0 rounded-md bg-danger-wash px-3 py-2 text-danger">{scoring.error}</p> : null}
      {scoring.state === "scoring" ? (
        <div>
          <ProgressBar label={copy.scoringOf(scoring.name)} done={scoring.scored} total={scoring.total} />
          <p className="m-0 mt-1 text-ink-mute text-xs">
            {copy.scoredOf(formatCount(scoring.scored), formatCount(scoring.total))}
          </p>
        </div>
      ) : null}
      <Threshold scoring={scoring} />
      <section aria-label={copy.arrivals}>
        <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">{copy.arrivals}</h2>
        <Arrivals scoring={scoring} />
      </section>
      <FunctionAnchors anchors={scoring.anchors} />
      <TopRows scoring={scoring} />
      <dl className="m-0 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-xs">
        {facts(scoring).map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-ink-mute">{term}</dt>
            <dd className="m-0">{value}</dd>
          </div>
        ))}
      </dl>
      {asked === "edit" ? <EditFunctionDialog scoring={scoring} onClose={() => setAsked(null)} /> : null}
      {asked === "rename" ? <RenameDialog scoring={scoring} onClose={() => setAsked(null)} /> : null}
      {asked === "delete" ? (
        <ConfirmDialog
          title={copy.deleteFunctionTitle(scoring.name)}
          action={copy.deleteFunction}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsked(null)}
        >
          {copy.deleteFunctionText}
        </ConfirmDialog>
      ) : null}
    </article>
  );
}

const facts = (scoring: ScoringFunction): [string, string][] => [
  [copy.space, scoring.space ?? ""],
  [copy.combine, scoring.parameters?.combine === "centroid" ? copy.centroid : copy.nearest],
  [copy.negativeWeight, String(scoring.parameters?.negativeWeight ?? "")],
  [copy.scored, copy.shareOf(formatCount(scoring.scored), formatCount(scoring.total))],
  [
    copy.version,
    scoring.servedVersion !== null && scoring.servedVersion !== scoring.version
      ? copy.servedVersion(scoring.version, scoring.servedVersion)
      : String(scoring.version),
  ],
  [copy.changed, formatMoment(scoring.updated)],
];

function Threshold({ scoring }: { scoring: ScoringFunction }) {
  const histogram = useQuery(histogramQuery({ filter: EVERY_ROW, of: { function: scoring.name }, bins: BINS })).data;
  const bars = histogram && zoomToRows(histogram, BARS);
  const edit = useAction({
    run: (threshold: number) => api.editFunction({ name: scoring.name }, { threshold }),
    changes: ["functions"],
  });
  return (
    <section aria-label={copy.threshold}>
      <div className="mb-2 flex items-baseline justify-between">
        <h2 className="m-0 font-medium text-ink-soft text-xs">{copy.scores}</h2>
        <p className="m-0 text-xs">
          <strong className="font-semibold">
            {copy.aboveThreshold(formatCount(scoring.aboveThreshold), formatScore(scoring.threshold))}
          </strong>
          {histogram && histogram.missing > 0 ? (
            <span className="text-ink-mute"> · {copy.unscored(formatCount(histogram.missing))}</span>
          ) : null}
        </p>
      </div>
      {bars ? (
        <RangeHistogram
          edges={bars.edges}
          counts={bars.counts}
          labels={[copy.scoreThreshold]}
          low={scoring.threshold}
          values="scores"
          height={96}
          format={formatScore}
          onRange={(_low, _high, lowest) => edit.mutate(lowest)}
        />
      ) : (
        <div className="h-32" />
      )}
    </section>
  );
}
