import type { MapView, Slice } from "../slices.ts";
import type { RouteExamples } from "./example.ts";

const unlabeled = {
  name: "green apples without a label",
  filter: 'function("green apples") >= 0.8 and not label exists',
  rows: 48,
  problem: null,
  view: null,
  reviewRows: 0,
  created: "2026-03-01T10:05:00.000Z",
  updated: "2026-03-01T10:05:00.000Z",
} satisfies Slice;
const view = {
  projection: "shop",
  version: 2,
  camera: { x: 1.5, y: -3, scale: 60 },
  colour: { field: "label" },
  isSplit: false,
} satisfies MapView;
const broken = {
  ...unlabeled,
  name: "pears",
  filter: 'function("pears") >= 0.8',
  rows: null,
  problem: {
    code: "function-not-found",
    detail: 'Column 10: There is no function "pears".',
    column: 10,
    length: 7,
  },
} satisfies Slice;

export const sliceExamples = {
  listSlices: { response: [unlabeled, broken] },
  createSlice: { body: { name: unlabeled.name, filter: unlabeled.filter, view }, response: { ...unlabeled, view } },
  getSlice: { address: { name: unlabeled.name }, response: unlabeled },
  editSlice: {
    address: { name: unlabeled.name },
    body: {
      filter: { and: [{ function: "green apples", op: ">=", value: 0.9 }, { not: { field: "label", op: "exists" } }] },
    },
    response: {
      ...unlabeled,
      filter: 'function("green apples") >= 0.9 and not label exists',
      rows: 31,
      updated: "2026-03-02T08:00:00.000Z",
    },
  },
  deleteSlice: { address: { name: unlabeled.name }, response: { deleted: true } },
} satisfies Partial<RouteExamples>;
