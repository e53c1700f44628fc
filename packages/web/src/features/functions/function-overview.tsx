import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatMoment, formatScore } from "../../ui/format.ts";
import { zoomToRows } from "../../ui/histogram-scale.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { CombinationParts } from "./combination-parts.tsx";
import { Contradictions } from "./contradictions.tsx";
import { DifferingNote } from "./differing-note.tsx";
import { FunctionAnchors } from "./function-anchors.tsx";
import { Arrivals } from "./function-list.tsx";
import { ProbeQuality } from "./probe-quality.tsx";
import { scoresQuery } from "./scores-query.ts";
import { SuggestedThresholds } from "./suggested-thresholds.tsx";
import { TopRows } from "./top-rows.tsx";

const BARS = 80;

/** What a function was made from, how good it is, how its scores lie and where its threshold stands. */
export function FunctionOverview({ scoring }: { scoring: ScoringFunction }) {
  const { probe, combination } = scoring;
  return (
    <div className="flex flex-col gap-6">
      <DifferingNote scoring={scoring} />
      <Threshold scoring={scoring} />
      {probe ? (
        <>
          <SuggestedThresholds scoring={scoring} thresholds={probe.report.thresholds} />
          <ProbeQuality report={probe.report} />
        </>
      ) : null}
      {combination ? <CombinationParts combination={combination} /> : null}
      <section aria-label={copy.arrivals}>
        <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">{copy.arrivals}</h2>
        <Arrivals scoring={scoring} />
      </section>
      <Contradictions contradictions={scoring.contradictions} />
      {combination ? null : <FunctionAnchors anchors={scoring.anchors} />}
      <TopRows scoring={scoring} />
      <dl className="m-0 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-xs">
        {facts(scoring).map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-ink-mute">{term}</dt>
            <dd className="m-0">{value}</dd>
          </div>
        ))}
        {scoring.usedBy.length > 0 ? (
          <div className="contents">
            <dt className="text-ink-mute">{copy.learn.usedBy}</dt>
            <dd className="m-0 flex flex-wrap gap-x-3">
              {scoring.usedBy.map((name) => (
                <Link key={name} to="/functions/$name" params={{ name }} className="rounded underline">
                  {name}
                </Link>
              ))}
            </dd>
          </div>
        ) : null}
      </dl>
    </div>
  );
}

function facts({ space, parameters, version, note, by, updated }: ScoringFunction): [string, string][] {
  return [
    ...(space === null ? [] : ([[copy.space, space]] as [string, string][])),
    ...(parameters === null
      ? []
      : ([
          [copy.combine, parameters.combine === "centroid" ? copy.centroid : copy.nearest],
          [copy.negativeWeight, String(parameters.negativeWeight)],
        ] as [string, string][])),
    [copy.version, String(version)],
    ...(note === null ? [] : ([[copy.learn.noteOf, note]] as [string, string][])),
    ...(by === null ? [] : ([[copy.learn.by, by]] as [string, string][])),
    [copy.changed, formatMoment(updated)],
  ];
}

function Threshold({ scoring }: { scoring: ScoringFunction }) {
  const histogram = useQuery(scoresQuery(scoring.name)).data;
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
