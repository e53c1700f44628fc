import { createHash } from "node:crypto";
import { andBits, andNotBits, countBits, createBitset, hasBit, orBits, setBit } from "@pomona/compute/bitset";
import type { Truth } from "@pomona/contract/evaluations";
import { Problem } from "@pomona/contract/problems";
import { inTurns } from "../../config/give-turn.ts";
import type { Bitset } from "../../store/vector-store.ts";

/** What the catalog says of the rows of an evaluation, as bits by ordinal. */
export interface CandidateRows {
  truth: Truth;
  positive: Bitset;
  /** Null: every row that has a score. */
  among: Bitset | null;
  /** Rows that are anchors of one of the versions, or have the content of one. */
  anchors: Bitset;
}

/** The rows that all versions of an evaluation are measured on. */
export interface EvaluatedRows {
  counted: Bitset;
  positive: Bitset;
  /** Rows counted, and how many of them are positive. */
  rows: number;
  positives: number;
  anchorsLeftOut: number;
  unscored: number;
  rowsId: string;
}

/** Rows that count: those of `among` that are no anchor and have a score in each column. */
export async function evaluatedRows(
  { truth, positive, among, anchors }: CandidateRows,
  columns: readonly Float32Array[],
): Promise<EvaluatedRows> {
  const scored = await Promise.all(columns.map(scoredBits));
  const candidates = among ?? scored.reduce<Bitset>(orBits, createBitset(0));
  const leftOut = andBits(candidates, anchors);
  const free = andNotBits(candidates, anchors);
  const counted = scored.reduce<Bitset>(andBits, free);
  const right = andBits(positive, counted);
  return {
    counted,
    positive: right,
    rows: countBits(counted),
    positives: countBits(right),
    anchorsLeftOut: countBits(leftOut),
    unscored: countBits(free) - countBits(counted),
    rowsId: rowsIdOf(truth, counted, right),
  };
}

async function scoredBits(column: Float32Array): Promise<Bitset> {
  const bits = createBitset(column.length);
  await inTurns(column.length, (start, end) => {
    for (let row = start; row < end; row++) if (!Number.isNaN(column[row])) setBit(bits, row);
  });
  return bits;
}

/** The same for the same rows with the same truth, however many rows came since. */
function rowsIdOf(truth: Truth, counted: Bitset, positive: Bitset): string {
  const hash = createHash("sha256").update(JSON.stringify([truth.label, truth.filter, truth.among]));
  for (const bits of [counted, positive]) {
    let end = bits.length;
    while (end > 0 && bits[end - 1] === 0) end--;
    hash.update(` ${end} `).update(bits.subarray(0, end));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Problem `no-evidence` where no row that counts is right, or every one is. */
export function requireBothKinds(truth: Truth, candidates: CandidateRows, found: EvaluatedRows): void {
  const { rows, positives, anchorsLeftOut, unscored } = found;
  if (positives > 0 && positives < rows) return;
  const right = truth.label === null ? `meets ${truth.filter}` : `has the label ${JSON.stringify(truth.label)}`;
  const because = [
    ...(anchorsLeftOut > 0 ? [`${anchorsLeftOut} are left out as anchors, or copies of them`] : []),
    ...(unscored > 0 ? [`${unscored} have no score`] : []),
  ].join("; ");
  const besides = because === "" ? "" : ` Besides, ${because}.`;
  const fields = { rows, positives, negatives: rows - positives, anchorsLeftOut, unscored };
  const rightUnscored = unscoredRight(candidates, found);
  const [what, cure] =
    rows === 0
      ? [
          unscored > 0
            ? "No row that would count has a score, so nothing can be told."
            : "No row counts, so nothing can be told.",
          unscored > 0 ? cureOfUnscored(truth) : cureOfNone(candidates, anchorsLeftOut),
        ]
      : positives === 0 && rightUnscored > 0
        ? [
            `None of the ${rows} rows that count ${right}: of those that it is true of, ${rightUnscored === 1 ? "the only one has" : `all ${rightUnscored} have`} no score.`,
            cureOfUnscored(truth),
          ]
        : positives === 0
          ? [
              `None of the ${rows} rows that count ${right}, so nothing can be told.`,
              `${truth.label === null ? "Choose another filter, or widen `among`" : "Label more of the rows that are right"}${anchorsLeftOut > 0 ? `, or ${COUNT_ANCHORS}` : ""}.`,
            ]
          : [
              `Each of the ${rows} rows that count ${right}, so false positives cannot be told.`,
              "Label rows that are something else, or say which rows count with `among`.",
            ];
  throw new Problem("no-evidence", { detail: `${what}${besides} ${cure}`, fields });
}

const COUNT_ANCHORS = "count the anchors too (--include-anchors; includeAnchors over HTTP)";

/** Rows that are right and would count, were they scored. */
const unscoredRight = ({ positive, among, anchors }: CandidateRows, { counted }: EvaluatedRows): number =>
  countBits(andNotBits(andNotBits(among ? andBits(positive, among) : positive, anchors), counted));

/** More labels on rows of another media type would help nothing. */
const cureOfUnscored = ({ label }: Truth): string =>
  `A row has a score once it has a vector in the function's space; rows of another media type never have one. ${label === null ? "Choose a filter that rows with a score meet" : "Label rows that have a score"}, or say which rows count with \`among\`.`;

function cureOfNone({ among, anchors }: CandidateRows, anchorsLeftOut: number): string {
  if (among === null)
    return anchorsLeftOut > 0 ? `Import more rows, or ${COUNT_ANCHORS}.` : "Wait until the function is scored.";
  if (countBits(among) === 0) return "Label rows, or say which rows count with `among`.";
  if (countBits(anchors) > 0) return `Label more rows, or ${COUNT_ANCHORS}.`;
  return "Wait until the rows have vectors, or choose rows of the function's space with `among`.";
}

/** Whether each row that `ordinals` names is right. */
export const isRight = (rows: EvaluatedRows, ordinal: number): boolean => hasBit(rows.positive, ordinal);
