import type { Projection, ProjectionVersion } from "@pomona/contract/projections";
import type { ReactNode } from "react";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount, formatMoment, formatNumber, formatShare } from "../../ui/format.ts";

interface AboutMapProps {
  projection: Projection;
  version: ProjectionVersion;
  onAgain: () => void;
}

/** How the map was made, how far it can be trusted, and how much of it was placed since. */
export function AboutMap({ projection, version, onAgain }: AboutMapProps) {
  const facts = copy.mapFacts;
  const { quality, misfit, parameters } = version;
  const lines: [string, ReactNode, string?][] = [
    [facts.space, projection.space],
    [facts.covers, version.filter ?? copy.mapAllRows],
    [facts.rows, formatCount(version.rows)],
    [facts.placed, `${formatCount(version.placed)} (${formatShare(version.placed / Math.max(1, version.rows))})`],
    ...(version.unmapped > 0
      ? [[facts.unmapped, formatCount(version.unmapped), copy.unmappedHint] as [string, ReactNode, string]]
      : []),
    [facts.method, methodText(parameters)],
    ...(version.reducedTo !== null && version.explained !== null
      ? [
          [facts.reducedTo, copy.dimsHolding(formatCount(version.reducedTo), formatShare(version.explained))] as [
            string,
            ReactNode,
          ],
        ]
      : []),
    ...(quality
      ? ([
          [facts.trustworthiness, quality.trustworthiness.toFixed(3), copy.trustworthinessHint],
          [facts.continuity, quality.continuity.toFixed(3), copy.continuityHint],
          [facts.neighbours, formatShare(quality.neighbours), copy.measuredOn(formatCount(quality.sample))],
        ] as [string, ReactNode, string?][])
      : []),
    ...(misfit && misfit.placed !== null && misfit.laidOut > 0
      ? [[facts.misfit, copy.misfitTimes(formatNumber(misfit.placed / misfit.laidOut))] as [string, ReactNode]]
      : []),
    ...(version.completed === null ? [] : [[facts.completed, formatMoment(version.completed)] as [string, ReactNode]]),
  ];
  return (
    <div className="px-4 py-3">
      <dl className="m-0 grid grid-cols-[8rem_1fr] gap-y-1.5 text-xs">
        {lines.map(([term, value, hint]) => (
          <div key={term} className="contents">
            <dt className="text-ink-mute">{term}</dt>
            <dd className="m-0 break-words">
              {value}
              {hint ? <span className="block text-2xs text-ink-mute">{hint}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-3 flex justify-end">
        <Button icon="again" className="h-7 text-xs" disabled={projection.job !== null} onClick={onAgain}>
          {copy.layOutAgain}
        </Button>
      </div>
    </div>
  );
}

function methodText({
  method,
  neighbours,
  minDistance,
  perplexity,
  metric,
  seed,
}: ProjectionVersion["parameters"]): string {
  const own =
    method === "umap"
      ? `${copy.mapNeighbours.toLowerCase()} ${neighbours}, ${copy.mapMinDistance.toLowerCase()} ${minDistance}, `
      : method === "tsne"
        ? `${copy.mapPerplexity.toLowerCase()} ${perplexity}, `
        : "";
  return `${copy.mapMethods[method].split(":")[0]}, ${own}${metric}, ${copy.mapSeed.toLowerCase()} ${seed}`;
}
