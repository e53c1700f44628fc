import type { RouteExamples } from "./example.ts";

export const datasetExamples = {
  listDatasets: {
    response: [{ name: "shop", rows: 2127, images: 2127, texts: 0, created: "2026-03-01T09:30:00.000Z" }],
  },
  deleteDataset: { address: { name: "arrivals", expect: 40 }, response: { deleted: 40 } },
  startImport: {
    body: { path: "/home/ada/photos", dataset: "shop", labelFrom: "folder" },
    response: { job: "0f4a2f0e-6a53-4f0e-9d0a-1f0d7b8f2c11" },
  },
  previewImport: {
    body: { path: "/home/ada/reviews.csv", mapping: { text: "body", labels: ["sentiment"] }, limit: 1 },
    response: {
      format: "csv",
      columns: [
        { name: "id", role: "key", type: "string" },
        { name: "body", role: "text", type: "string" },
        { name: "sentiment", role: "labels", type: "string" },
        { name: "stars", role: "metadata", type: "number" },
      ],
      rows: [{ id: "r1", body: "Crisp and sweet.", sentiment: "good", stars: 5 }],
    },
  },
  putRows: {
    body: {
      dataset: "reviews",
      rows: [{ key: "reviews/r2", text: "Too soft for me.", labels: ["bad"], metadata: { stars: 2 } }],
    },
    response: {
      dataset: "reviews",
      imported: 1,
      replaced: 0,
      unchanged: 0,
      duplicates: 0,
      failed: [],
      failedCount: 0,
      warnings: [],
      jobs: ["7c1f6c1e-52f4-4bb1-8a4e-3a3f1b1d9a02"],
    },
  },
} satisfies Partial<RouteExamples>;
