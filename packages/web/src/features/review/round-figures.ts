import type { Estimate, ProbeReport } from "@pomona/contract/probes";
import { copy } from "../../copy.ts";
import { formatCount, formatShare } from "../../ui/format.ts";

/** A share with its 95 % interval; a dash where there is none. */
export const estimateText = (estimate: Estimate | null | undefined): string =>
  estimate
    ? copy.review.estimate(formatShare(estimate.value), formatShare(estimate.low), formatShare(estimate.high))
    : "–";

export interface Figure {
  name: string;
  published: string;
  draft: string;
}

/** Cross-validated figures of the draft beside those of the published version; none where the draft is no probe. */
export function figuresOf(draft: ProbeReport | null, published: ProbeReport | null): Figure[] {
  if (!draft) return [];
  const bestOf = (report: ProbeReport | null) => report?.thresholds.find(({ aim }) => aim === "best-f1");
  const line = (name: string, say: (report: ProbeReport) => string): Figure => ({
    name,
    published: published ? say(published) : "–",
    draft: say(draft),
  });
  return [
    line(copy.review.figureNames.examples, ({ positives, negatives }) =>
      copy.review.examplesFigure(formatCount(positives), formatCount(negatives)),
    ),
    line(copy.review.figureNames.averagePrecision, ({ averagePrecision }) => estimateText(averagePrecision)),
    line(copy.review.figureNames.precision, (report) => estimateText(bestOf(report)?.precision)),
    line(copy.review.figureNames.recall, (report) => estimateText(bestOf(report)?.recall)),
    line(copy.review.figureNames.calibrationError, ({ calibrationError }) =>
      calibrationError === null ? "–" : formatShare(calibrationError),
    ),
  ];
}
