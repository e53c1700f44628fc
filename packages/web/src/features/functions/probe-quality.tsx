import type { ProbeReport } from "@pomona/contract/probes";
import type { ReactNode } from "react";
import { copy } from "../../copy.ts";
import { formatCount, formatScore, formatShare } from "../../ui/format.ts";
import { EstimateText } from "./estimate-text.tsx";
import { reliabilityOf } from "./reliability.ts";

/** What a probe learned from, and what cross-validation says of it, in figures and in words. */
export function ProbeQuality({ report }: { report: ProbeReport }) {
  const { order, scores } = reliabilityOf(report);
  const isTold = report.averagePrecision !== null;
  return (
    <section aria-label={copy.learn.quality}>
      <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">{copy.learn.quality}</h2>
      <dl className="m-0 grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-px overflow-hidden rounded-lg border border-line bg-line">
        {figuresOf(report).map(([name, value]) => (
          <div key={name} title={copy.learn.figureHints[name]} className="bg-surface px-3 py-2">
            <dt className="text-ink-mute text-xs">{copy.learn.figures[name]}</dt>
            <dd className="m-0 font-semibold text-base">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 mb-0">{order}</p>
      <p className="m-0 text-ink-soft">
        {scores}
        {isTold ? <span className="text-ink-mute"> {copy.learn.outOfFolds(report.folds)}</span> : null}
      </p>
      {isTold && report.backgroundRows > 0 ? (
        <p className="m-0 text-ink-mute text-xs">{copy.learn.backgroundCounts}</p>
      ) : null}
    </section>
  );
}

const figuresOf = (report: ProbeReport): [keyof typeof copy.learn.figures, ReactNode][] => [
  ["positives", formatCount(report.positives)],
  ["negatives", formatCount(report.negatives)],
  ["background", formatCount(report.backgroundRows)],
  ["learned", formatShare(report.learned)],
  ["averagePrecision", <EstimateText key="ap" estimate={report.averagePrecision} />],
  ["calibrationError", report.calibrationError === null ? copy.learn.notKnown : formatScore(report.calibrationError)],
];
