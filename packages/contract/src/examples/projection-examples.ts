import type { MapCluster, Projection } from "../projections.ts";
import type { RouteExamples } from "./example.ts";

const job = "c1f2e3d4-15a6-4b7c-8d9e-0f1a2b3c4d5e";
const complete = {
  version: 1,
  state: "complete",
  parameters: { method: "umap", neighbours: 15, minDistance: 0.1, perplexity: 30, metric: "euclidean", seed: 42 },
  filter: null,
  rows: 2127,
  placed: 27,
  unmapped: 0,
  misfit: { laidOut: 0.41, placed: 0.43 },
  hint: null,
  quality: { trustworthiness: 0.962, continuity: 0.957, neighbours: 0.31, sample: 2000 },
  reducedTo: 64,
  explained: 0.91,
  bounds: { x: [-11.2, 12.9], y: [-9.7, 10.4] },
  clusterLevels: 2,
  error: null,
  created: "2026-03-01T10:00:00.000Z",
  completed: "2026-03-01T10:00:09.000Z",
} satisfies Projection["versions"][number];
const fruit = {
  name: "Fruit",
  space: "cn3-256",
  servedVersion: 1,
  versions: [complete],
  job: null,
  created: "2026-03-01T10:00:00.000Z",
  updated: "2026-03-01T10:00:09.000Z",
} satisfies Projection;
const laying = {
  ...complete,
  state: "laying",
  rows: 0,
  placed: 0,
  misfit: null,
  quality: null,
  reducedTo: null,
  explained: null,
  bounds: null,
  clusterLevels: 0,
  completed: null,
} as const;
const apples = {
  id: 3,
  level: 1,
  parent: 1,
  name: "Granny-Smith",
  reasons: [{ kind: "label", field: null, value: "Granny-Smith", share: 0.94, lift: 21.5 }],
  rows: 88,
  x: 4.1,
  y: -2.6,
  typical: ["shop/Granny-Smith/017.jpg", "shop/Granny-Smith/004.jpg"],
} satisfies MapCluster;

export const projectionExamples = {
  listProjections: { response: [fruit] },
  createProjection: {
    body: { name: "Fruit", space: "cn3-256", parameters: { method: "umap", neighbours: 15 } },
    response: { projection: { ...fruit, servedVersion: null, versions: [laying], job }, job },
  },
  getProjection: { address: { name: "Fruit" }, response: fruit },
  editProjection: {
    address: { name: "Fruit" },
    body: { name: "All fruit" },
    response: { ...fruit, name: "All fruit" },
  },
  relayProjection: {
    address: { name: "Fruit" },
    body: { parameters: { minDistance: 0.3 } },
    response: {
      projection: {
        ...fruit,
        versions: [{ ...laying, version: 2, parameters: { ...complete.parameters, minDistance: 0.3 } }, complete],
        job,
      },
      job,
    },
  },
  deleteProjection: { address: { name: "Fruit" }, response: { deleted: true } },
  projectionClusters: { address: { name: "Fruit", level: 1 }, response: [apples] },
} satisfies Partial<RouteExamples>;
