import type { FunctionFile, FunctionVersionView } from "../function-versions.ts";
import { rowAnchor } from "./anchor-example.ts";
import type { RouteExamples } from "./example.ts";
import { functionExamples } from "./function-examples.ts";

const apples = functionExamples.getFunction.response;
const rolled = { ...apples, version: 3, note: "As version 1.", job: "c1f2e3d4-15a6-4b7c-8d9e-0f1a2b3c4d5e" };
const versions = [
  {
    version: 2,
    kind: "similarity",
    space: "cn3-256",
    state: "complete",
    isServed: true,
    error: null,
    positives: 2,
    negatives: 1,
    threshold: 0.8,
    note: "Limes are green, too.",
    by: "owner",
    created: "2026-03-02T09:00:00.000Z",
    completed: "2026-03-02T09:00:02.000Z",
    crossValidated: null,
    evaluated: { averagePrecision: 0.93, precision: 0.91, recall: 0.86, rowsId: "5b2c", isOutdated: false },
  },
  {
    version: 1,
    kind: "similarity",
    space: "cn3-256",
    state: "complete",
    isServed: false,
    error: null,
    positives: 1,
    negatives: 1,
    threshold: 0.75,
    note: null,
    by: "owner",
    created: "2026-03-01T10:00:00.000Z",
    completed: "2026-03-01T10:00:04.000Z",
    crossValidated: null,
    evaluated: null,
  },
] satisfies FunctionVersionView[];

const file = {
  format: "pomona-function",
  formatVersion: 1,
  name: "red",
  kind: "similarity",
  version: 1,
  space: { name: "colours", dims: 3, model: null, fingerprint: "external:colours:3" },
  anchors: [
    {
      sign: "+",
      kind: "vector",
      key: null,
      text: null,
      picture: null,
      by: "owner",
      at: "2026-03-01T10:00:00.000Z",
      why: "created",
      vector: "AACAPwAAAAAAAAAA",
    },
  ],
  parameters: { combine: "nearest", negativeWeight: 0.5 },
  probe: null,
  combination: null,
  threshold: 0.8,
  truth: null,
  note: null,
  exported: "2026-03-05T12:00:00.000Z",
  parts: [],
} satisfies FunctionFile;

export const versionExamples = {
  functionVersions: { address: { name: "green apples" }, response: versions },
  functionDiff: {
    address: { name: "green apples", from: 1, to: 2 },
    response: {
      from: 1,
      to: 2,
      added: [{ ...rowAnchor("-", "shop/lime.jpg"), at: "2026-03-02T09:00:00.000Z", why: "edited" }],
      removed: [],
      flipped: [],
      parameters: { threshold: { before: 0.75, after: 0.8 } },
      rows: { above: { before: 44, after: 31 }, entering: 2, leaving: 15 },
    },
  },
  rollBackFunction: { address: { name: "green apples" }, body: { version: 1 }, response: rolled },
  versionScores: {
    address: { name: "green apples", version: "1" },
    body: { selection: { filter: 'dataset = "shop"' }, limit: 1 },
    response: {
      version: 1,
      scored: 2127,
      above: 44,
      rows: [{ key: "shop/Granny-Smith/017.jpg", score: 0.9312 }],
      next: "WyIwLjkzMTIiLDE2LCI3OjEiXQ",
    },
  },
  exportFunction: { address: { name: "red", version: 1 }, response: file },
  importFunction: {
    body: { file, name: "reds" },
    response: {
      ...rolled,
      name: "reds",
      version: 1,
      space: "colours",
      note: 'Imported: version 1 of "red", exported 2026-03-05.',
    },
  },
  functionHealth: {
    address: { name: "green apples" },
    response: {
      version: 2,
      arrived: 640,
      reference: 1600,
      compared: 640,
      novelty: {
        share: 0.21,
        expected: 0.05,
        test: "Precedence test, one-sided",
        pValue: 3.1e-33,
        isFlagged: true,
        examples: ["shop/Kiwi/003.jpg"],
      },
      shift: {
        test: "Kolmogorov-Smirnov, two samples",
        statistic: 0.06,
        pValue: 0.07,
        aboveBefore: 0.015,
        aboveAfter: 0.019,
        isFlagged: false,
      },
      reason: null,
    },
  },
} satisfies Partial<RouteExamples>;
