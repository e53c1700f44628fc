import type { Estimate, ProbeReport, SuggestedThreshold } from "@pomona/contract/probes";
import type { Run } from "../../context.ts";
import { count, plural, threshold } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";

const share = (value: number): string => value.toFixed(3);
const between = (estimate: Estimate | null): string =>
  estimate ? `${share(estimate.value)} (${share(estimate.low)} to ${share(estimate.high)})` : "";

/** How a probe was trained, how good it is, and the thresholds that suit, each with its interval or why there is none. */
export function renderReport(run: Run, report: ProbeReport): string {
  const { folds, averagePrecision, calibrationError: error } = report;
  const learnedFrom = [
    plural(report.positives, "positive"),
    plural(report.negatives, "negative"),
    `${count(report.backgroundRows)} random rows`,
  ];
  const lines = [
    `trained on ${learnedFrom.join(", ")}; seed ${report.seed}, regularisation ${Number(report.regularisation.toPrecision(3))}, ${Math.round(report.learned * 100)} % learned`,
    averagePrecision
      ? `average precision ${between(averagePrecision)}, over ${folds} folds`
      : "too few examples to tell how good it is: no figures yet",
    ...inOneLine([
      report.prevalence === null
        ? null
        : `about ${Number((report.prevalence * 100).toPrecision(2))} % of the rows are positive`,
      error === null ? null : `calibration error ${share(error)}`,
    ]),
  ];
  return `${lines.join("\n")}\n${renderThresholds(run, report.thresholds)}`;
}

const inOneLine = (parts: readonly (string | null)[]): string[] => {
  const known = parts.filter((part) => part !== null);
  return known.length > 0 ? [known.join("; ")] : [];
};

function renderThresholds(run: Run, thresholds: readonly SuggestedThreshold[]): string {
  const offered = renderTable(
    thresholds.filter((one) => one.threshold !== null),
    [
      { title: "THRESHOLD FOR", value: aimOf },
      { title: "SCORE", value: (one) => threshold(one.threshold ?? Number.NaN), align: "right" },
      { title: "PRECISION", value: (one) => between(one.precision) },
      { title: "RECALL", value: (one) => between(one.recall) },
      { title: "F1", value: (one) => between(one.f1) },
    ],
    run.terminal,
  );
  const refused = thresholds
    .filter((one) => one.threshold === null)
    .map((one) => `no threshold for ${aimOf(one)}: ${oneLine(one.reason ?? "too little evidence")}`);
  return [offered, ...refused].filter((part) => part !== "").join("\n");
}

const aimOf = ({ aim, target }: SuggestedThreshold): string => (aim === "best-f1" ? "best F1" : `${aim} >= ${target}`);
