import type { ModelDescription, Space } from "../spaces.ts";
import type { RouteExamples } from "./example.ts";

const fingerprint = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
const job = "5b0a2b62-0c1e-4d39-9b1f-6a0d1f7d3a44";
const model = {
  id: "builtin/cn3@1",
  fingerprint,
  dims: 1024,
  modalities: ["image"],
  licence: "Apache-2.0",
  languages: [],
  preprocessing: "resize to 224 x 224, RGB, scaled to -1 .. 1",
} satisfies ModelDescription;
const photos = {
  name: "cn3",
  dims: 1024,
  metric: "cosine",
  kind: "model",
  model: model.id,
  modalities: ["image"],
  queryModalities: ["image"],
  fingerprint,
  version: 1,
  description: { preprocessing: model.preprocessing },
  derivedFrom: null,
  isDefaultFor: ["image"],
  isSuggested: false,
  count: 2127,
  pending: 0,
  failed: 0,
  bytes: 8_712_192,
  created: "2026-03-01T09:30:00.000Z",
} satisfies Space;
const derived = {
  ...photos,
  name: "cn3-256",
  dims: 256,
  kind: "derived",
  model: null,
  description: { fittedRows: 2127, exponent: 0.25 },
  derivedFrom: "cn3",
  isDefaultFor: [],
  isSuggested: true,
} satisfies Space;
const vectorsReport = {
  space: "effnet-b2",
  imported: 1,
  replaced: 0,
  failed: [{ item: "shop/none.jpg", line: 2, code: "unknown-key" as const, message: "No row has this key." }],
  failedCount: 1,
};

export const spaceExamples = {
  listModels: { response: [model] },
  listSpaces: { response: [photos, derived] },
  createSpace: {
    body: { kind: "derived", name: "cn3-256", from: "cn3", dims: 256 },
    response: { ...derived, count: 0, pending: 2127, jobs: [job] },
  },
  getSpace: { address: { name: "cn3" }, response: photos },
  editSpace: { address: { name: "cn3-256" }, body: { isSuggested: true }, response: derived },
  deleteSpace: { address: { name: "cn3-256", force: true }, response: { deleted: true } },
  embedSpace: { address: { name: "cn3" }, body: { retryFailed: true }, response: { job } },
  refitSpace: {
    address: { name: "cn3-256" },
    response: { ...derived, version: 2, count: 0, pending: 2127, jobs: [job] },
  },
  putVectors: {
    body: {
      space: "effnet-b2",
      vectors: [
        { key: "shop/Granny-Smith/017.jpg", vector: [0.12, -0.4, 0.9] },
        { key: "shop/none.jpg", vector: [0.3, 0.1, -0.2] },
      ],
    },
    response: vectorsReport,
  },
  importVectors: {
    body: { space: "effnet-b2", path: "/home/ada/effnet.npy", ids: "/home/ada/keys.txt" },
    response: { job },
  },
} satisfies Partial<RouteExamples>;
