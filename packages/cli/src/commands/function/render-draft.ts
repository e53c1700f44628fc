import type { Estimate } from "@pomona/contract/probes";
import type { FunctionDraft, ReviewConflict, ReviewRound } from "@pomona/contract/reviews";
import type { Run } from "../../context.ts";
import { count, plural, threshold } from "../../render/quantities.ts";
import { oneLine } from "../../render/width.ts";
import { renderReport } from "./render-report.ts";

const percent = (estimate: Estimate): string =>
  `${share(estimate.value)} % (${share(estimate.low)} to ${share(estimate.high)})`;
const share = (value: number): string => String(Number((value * 100).toPrecision(3)));

/** Two statements that cannot both be right, or that are one. */
export function renderConflict({ kind, key, other, keySign, otherSign, isContradiction }: ReviewConflict): string {
  if (kind === "same-row")
    return isContradiction
      ? `contradiction: ${oneLine(key)} is both ${keySign} and ${otherSign}`
      : `duplicate: ${oneLine(key)} is ${keySign} already`;
  const what = {
    "same-content": "the same content as",
    "near-duplicate": "nearly the same as",
  };
  const named = other === null ? "" : ` ${oneLine(other)}`;
  return isContradiction
    ? `contradiction: ${oneLine(key)} is ${keySign}, ${what[kind]}${named} is ${otherSign}`
    : `duplicate: ${oneLine(key)} is ${what[kind]}${named}`;
}

/** What a round changed, with its figures. */
export function renderRound(run: Run, round: ReviewRound): string {
  const lines = [
    `Round ${round.round}: trained on ${plural(round.positives, "positive")} and ${plural(round.negatives, "negative")}, ${count(round.skipped)} skipped`,
  ];
  if (round.changes) {
    const { before, after, entering, leaving } = round.changes;
    lines.push(
      `${count(before.above)} rows reach the threshold now, ${count(after.above)} would: ${count(entering.count)} would enter, ${count(leaving.count)} leave`,
    );
  }
  if (round.randomSample) {
    const { answered, prevalence, precision, recall } = round.randomSample;
    const figures = [`${percent(prevalence)} of all rows are one`];
    if (precision) figures.push(`precision ${percent(precision)}`);
    if (recall) figures.push(`recall ${percent(recall)}`);
    lines.push(`by ${plural(answered, "row")} drawn at random: ${figures.join(", ")}`);
  }
  if (round.report) lines.push(renderReport(run, round.report));
  return lines.join("\n");
}

export function renderDraft(run: Run, name: string, draft: FunctionDraft): string {
  const { answers, conflicts, rounds } = draft;
  const lines = [
    `Draft of ${oneLine(name)}: ${draft.kind}, from version ${draft.basedOn}, round ${draft.round}, threshold ${threshold(draft.threshold)}`,
    `${plural(draft.anchors.length, "example")}; answered ${count(answers.yes)} yes, ${count(answers.no)} no, ${count(answers.skip)} skip; ${count(answers.sinceTraining)} since it was trained`,
    ...(draft.isBehind
      ? [
          "a newer version was made since it began: bring it up to date with --rebase, which keeps its answers; or publish over it (pomona function publish --force), or discard it",
        ]
      : []),
    ...conflicts.map(renderConflict),
  ];
  const last = rounds.at(-1);
  return last ? `${lines.join("\n")}\n\n${renderRound(run, last)}` : lines.join("\n");
}
