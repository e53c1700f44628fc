import type { Batch, Project } from "../projects.ts";
import type { RouteExamples } from "./example.ts";

const fruit = {
  name: "fruit",
  ontology: { classes: ["apple", "orange"] },
  rows: 48,
  batches: 1,
  created: "2026-03-01T10:05:00.000Z",
} satisfies Project;
const batch = {
  name: "apples 1",
  project: "fruit",
  priority: 2,
  rows: 48,
  order: "ranked",
  seed: null,
  created: "2026-03-01T10:06:00.000Z",
} satisfies Batch;

export const projectExamples = {
  listProjects: { response: [fruit] },
  createProject: {
    body: { name: "fruit", ontology: { classes: ["apple", "orange"] } },
    response: { ...fruit, rows: 0, batches: 0 },
  },
  editProject: {
    address: { name: "fruit" },
    body: { ontology: { classes: ["apple", "orange", "pear"] } },
    response: { ...fruit, ontology: { classes: ["apple", "orange", "pear"] } },
  },
  deleteProject: { address: { name: "fruit" }, response: { deleted: true } },
  listBatches: { address: { project: "fruit" }, response: [batch] },
  createBatch: {
    body: {
      name: "apples 1",
      project: "fruit",
      selection: { filter: 'function("green apples") >= 0.8 and not label exists' },
      sort: { function: "green apples" },
      limit: 50,
      priority: 2,
    },
    response: { ...batch, alreadyInProject: 2, matched: 50 },
  },
  batchRows: {
    address: { project: "fruit", name: "apples 1", limit: 1 },
    response: { rows: [{ key: "arrivals/a4.jpg", position: 0 }], next: null },
  },
  deleteBatch: { address: { project: "fruit", name: "apples 1" }, response: { deleted: true } },
} satisfies Partial<RouteExamples>;
