import type { Evaluation } from "../evaluations.ts";
import type { RouteExamples } from "./example.ts";

const job = "c1f2e3d4-15a6-4b7c-8d9e-0f1a2b3c4d5e";
const figures = {
  truePositives: 29,
  falsePositives: 3,
  falseNegatives: 34,
  trueNegatives: 2059,
  precision: { value: 0.906, low: 0.758, high: 0.968 },
  recall: { value: 0.46, low: 0.343, high: 0.582 },
  f1: 0.611,
  averagePrecision: 0.792,
} satisfies Evaluation["figures"];
const evaluated: Evaluation = {
  id: 12,
  version: 1,
  parts: [],
  truth: { label: "Granny-Smith", filter: null, among: null },
  threshold: 0.8,
  rows: 2125,
  rowsId: "5f0c3a9be1d2487a",
  anchorsLeftOut: 2,
  unscored: 0,
  figures,
  datasets: [{ ...figures, dataset: "shop" }],
  curve: [
    { threshold: 0.971, precision: 1, recall: 0.016 },
    { threshold: 0.8, precision: 0.906, recall: 0.46 },
    { threshold: 0.512, precision: 0.03, recall: 1 },
  ],
  falsePositives: [{ key: "shop/Pear/002.jpg", score: 0.861 }],
  falseNegatives: [{ key: "shop/Granny-Smith/051.jpg", score: 0.588 }],
  created: "2026-03-01T10:05:00.000Z",
  by: "owner",
} satisfies Evaluation;

export const evaluationExamples = {
  evaluateFunction: {
    address: { name: "green apples" },
    body: { versions: [1], truth: { label: "Granny-Smith" }, examples: 1 },
    response: { job },
  },
  functionEvaluations: { address: { name: "green apples" }, response: [evaluated] },
  proposeFunctions: {
    body: {
      selection: { filter: 'label = "Granny-Smith" and not metadata.predicted = "Granny-Smith"' },
      space: "cn3-256",
      most: 6,
    },
    response: { job },
  },
} satisfies Partial<RouteExamples>;
