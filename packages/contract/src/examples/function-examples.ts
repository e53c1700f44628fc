import type { ScoringFunction } from "../functions.ts";
import { rowAnchor } from "./anchor-example.ts";
import type { RouteExamples } from "./example.ts";

const job = "c1f2e3d4-15a6-4b7c-8d9e-0f1a2b3c4d5e";
const apples = {
  name: "green apples",
  space: "cn3-256",
  kind: "similarity",
  version: 1,
  servedVersion: 1,
  state: "complete",
  scored: 2127,
  total: 2127,
  pendingRows: 0,
  failedRows: 0,
  threshold: 0.8,
  aboveThreshold: 31,
  servedScored: 2127,
  arrivals: {
    rowsPerStep: 709,
    steps: [
      { scored: 709, above: 12 },
      { scored: 709, above: 10 },
      { scored: 709, above: 9 },
    ],
  },
  parameters: { combine: "nearest", negativeWeight: 0.5 },
  anchors: [rowAnchor("+", "shop/Granny-Smith/017.jpg"), rowAnchor("-", "shop/Orange/004.jpg")],
  contradictions: [],
  probe: null,
  combination: null,
  truth: null,
  hasDraft: false,
  usedBy: [],
  note: null,
  by: "owner",
  error: null,
  created: "2026-03-01T10:00:00.000Z",
  updated: "2026-03-01T10:00:00.000Z",
} satisfies ScoringFunction;
const scoring = { ...apples, servedVersion: null, state: "scoring", scored: 0, aboveThreshold: 0 } as const;

export const functionExamples = {
  listFunctions: { response: [apples] },
  createFunction: {
    body: {
      name: "green apples",
      space: "cn3-256",
      anchors: [{ key: "shop/Granny-Smith/017.jpg" }, { key: "shop/Orange/004.jpg", sign: "-" }],
      threshold: 0.8,
    },
    response: { ...scoring, job },
  },
  getFunction: { address: { name: "green apples" }, response: apples },
  editFunction: {
    address: { name: "green apples" },
    body: { add: [{ key: "shop/Granny-Smith/018.jpg" }], threshold: 0.75 },
    response: { ...apples, version: 2, state: "scoring", scored: 0, threshold: 0.75, job },
  },
  compareFunction: {
    address: { name: "green apples" },
    body: {
      anchors: [{ keep: 0 }, { keep: 1, sign: "-" }, { key: "shop/Granny-Smith/018.jpg" }],
      bins: 2,
      examples: 1,
    },
    response: {
      before: { above: 31, scored: 2127, histogram: { edges: [0, 0.5, 1], counts: [2014, 113] } },
      after: { above: 40, scored: 2127, histogram: { edges: [0, 0.5, 1], counts: [1998, 129] } },
      entering: { count: 10, examples: [{ key: "shop/Granny-Smith/031.jpg", before: 0.71, after: 0.92 }] },
      leaving: { count: 1, examples: [{ key: "shop/Pear/002.jpg", before: 0.81, after: 0.79 }] },
      staying: 30,
    },
  },
  deleteFunction: { address: { name: "green apples" }, response: { deleted: true } },
  rescoreFunction: { address: { name: "green apples" }, response: { job } },
} satisfies Partial<RouteExamples>;
