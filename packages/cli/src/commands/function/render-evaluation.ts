import type { Evaluation, Truth } from "@pomona/contract/evaluations";
import type { Estimate } from "@pomona/contract/probes";
import type { Run } from "../../context.ts";
import { renderCurve } from "../../render/curve.ts";
import { count, plural, score, threshold as shortThreshold } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";

const share = (value: number | null): string => (value === null ? "" : value.toFixed(3));
const between = (estimate: Estimate | null): string =>
  estimate ? `${share(estimate.value)} (${share(estimate.low)} to ${share(estimate.high)})` : "";
const parts = (...texts: string[]): string => texts.filter((text) => text !== "").join("\n\n");

type Figures = Evaluation["figures"];
const positives = ({ truePositives, falseNegatives }: Figures): number => truePositives + falseNegatives;
const rows = (figures: Figures): number => positives(figures) + figures.falsePositives + figures.trueNegatives;

/** Evaluations made together: one as figures, curve and worst rows, several in one table. */
export function renderEvaluations(run: Run, evaluations: readonly Evaluation[]): string {
  const [first] = evaluations;
  if (!first) return "No evaluations yet.";
  const head = `against ${truthText(first.truth)}: ${plural(first.rows, "row")}, ${count(positives(first.figures))} right${leftOut(first)}`;
  if (evaluations.length > 1) return parts(head, renderVersions(run, evaluations));
  return parts(
    `version ${first.version}${partsText(first)} ${head}`,
    renderFigures(first),
    renderCurve(first.curve, run.terminal.columns),
    first.datasets.length > 1 ? renderDatasets(run, first) : "",
    renderWorst(run, "WORST FALSE POSITIVES", first.falsePositives),
    renderWorst(run, "WORST FALSE NEGATIVES", first.falseNegatives),
  );
}

export function truthText({ label, filter, among }: Truth): string {
  const right = label === null ? oneLine(filter ?? "") : `label ${JSON.stringify(label)}`;
  return among === null ? right : `${right} among ${oneLine(among)}`;
}

const partsText = ({ parts: made }: Evaluation): string =>
  made.length === 0
    ? ""
    : ` of ${made.map((part) => `${oneLine(part.function ?? "(deleted)")} version ${part.version ?? "none"}`).join(", ")}`;

function leftOut({ anchorsLeftOut, unscored }: Evaluation): string {
  const anchors = anchorsLeftOut > 0 ? `; ${count(anchorsLeftOut)} left out as anchors or their copies` : "";
  return `${anchors}${unscored > 0 ? `; ${count(unscored)} without a score` : ""}`;
}

function renderFigures({ figures, threshold }: Evaluation): string {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = figures;
  return [
    `average precision ${share(figures.averagePrecision)}`,
    `at ${shortThreshold(threshold)}: precision ${between(figures.precision) || "unknown, as nothing reaches it"}, recall ${between(figures.recall)}${figures.f1 === null ? "" : `, F1 ${share(figures.f1)}`}`,
    `${count(truePositives)} right and found, ${count(falsePositives)} found and not right, ${count(falseNegatives)} right and missed, ${count(trueNegatives)} neither`,
  ].join("\n");
}

const renderVersions = (run: Run, evaluations: readonly Evaluation[]): string =>
  renderTable(
    evaluations.toSorted((a, b) => a.version - b.version),
    [
      { title: "VERSION", value: (one) => String(one.version), align: "right" },
      { title: "AVERAGE PRECISION", value: (one) => share(one.figures.averagePrecision), align: "right" },
      { title: "THRESHOLD", value: (one) => shortThreshold(one.threshold), align: "right" },
      { title: "PRECISION", value: (one) => between(one.figures.precision) },
      { title: "RECALL", value: (one) => between(one.figures.recall) },
      { title: "F1", value: (one) => share(one.figures.f1), align: "right" },
    ],
    run.terminal,
  );

const renderDatasets = (run: Run, { datasets }: Evaluation): string =>
  renderTable(
    datasets,
    [
      { title: "DATASET", value: (one) => one.dataset, shrinks: true },
      { title: "ROWS", value: (one) => count(rows(one)), align: "right" },
      { title: "RIGHT", value: (one) => count(positives(one)), align: "right" },
      { title: "AVERAGE PRECISION", value: (one) => share(one.averagePrecision), align: "right" },
      { title: "PRECISION", value: (one) => between(one.precision) },
      { title: "RECALL", value: (one) => between(one.recall) },
      { title: "F1", value: (one) => share(one.f1), align: "right" },
    ],
    run.terminal,
  );

const renderWorst = (run: Run, title: string, worst: Evaluation["falsePositives"]): string =>
  renderTable(
    worst,
    [
      { title, value: (row) => row.key, shrinks: true },
      { title: "SCORE", value: (row) => score(row.score), align: "right" },
    ],
    run.terminal,
  );
