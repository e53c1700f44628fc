import type { FunctionDraft } from "../reviews.ts";
import { rowAnchor } from "./anchor-example.ts";
import type { RouteExamples } from "./example.ts";
import { functionExamples } from "./function-examples.ts";

const at = "2026-03-02T09:30:00.000Z";
const histogram = { edges: [0, 0.5, 1], counts: [2043, 84] };
const draft = {
  basedOn: 1,
  isBehind: false,
  kind: "probe",
  round: 2,
  anchors: [
    rowAnchor("+", "shop/Granny-Smith/017.jpg"),
    { ...rowAnchor("-", "shop/Lime/031.jpg"), by: "ann", at, why: "review: near the threshold" },
  ],
  answers: { yes: 0, no: 1, skip: 0, sinceTraining: 0 },
  conflicts: [
    {
      kind: "near-duplicate",
      key: "shop/Lime/031.jpg",
      other: "shop/Lime/032.jpg",
      keySign: "-",
      otherSign: "+",
      similarity: 0.9994,
      isContradiction: true,
    },
  ],
  rounds: [
    {
      round: 1,
      positives: 1,
      negatives: 1,
      skipped: 0,
      changes: {
        before: { above: 31, scored: 2127, histogram },
        after: { above: 30, scored: 2127, histogram },
        entering: { count: 0, examples: [] },
        leaving: { count: 1, examples: [{ key: "shop/Lime/031.jpg", before: 0.83, after: 0.31 }] },
        staying: 30,
      },
      report: null,
      randomSample: null,
      trained: at,
    },
  ],
  threshold: 0.5,
  by: "ann",
  created: at,
  updated: at,
} satisfies FunctionDraft;
const address = { name: "green apples" };
const published = functionExamples.createFunction.response;

/** Drafts and reviews. */
export const reviewExamples = {
  functionDraft: { address, response: draft },
  askReview: {
    address,
    body: { count: 2, randomShare: 0.5 },
    response: {
      round: 1,
      rows: [
        { key: "shop/Lime/031.jpg", score: 0.83, reason: "near-threshold" },
        { key: "shop/Orange/011.jpg", score: 0.52, reason: "random" },
      ],
    },
  },
  answerReview: {
    address,
    body: { answers: [{ key: "shop/Lime/031.jpg", answer: "no", reason: "near-threshold" }] },
    response: { draft, takenBack: 0, conflicts: draft.conflicts },
  },
  trainDraft: { address, response: draft },
  rebaseDraft: { address, response: { ...draft, basedOn: 2 } },
  publishDraft: {
    address,
    body: { note: "Limes told apart" },
    response: { ...published, version: 2, note: "Limes told apart" },
  },
  discardDraft: { address, response: { deleted: true } },
} satisfies Partial<RouteExamples>;
