import type { Upload } from "../uploads.ts";
import type { RouteExamples } from "./example.ts";

const upload = {
  id: "6c8e0a2b-4d6f-4b8c-9e0a-1b3c5d7e9f01",
  files: 12,
  bytes: 5_662_310,
  created: "2026-03-01T09:29:40.000Z",
} satisfies Upload;

export const datasetExamples = {
  listDatasets: {
    response: [
      {
        name: "shop",
        rows: 2127,
        images: 2127,
        texts: 0,
        created: "2026-03-01T09:30:00.000Z",
        spaces: [{ space: "cn3", ready: 2127, pending: 0, failed: 0 }],
        lastImport: {
          job: "0f4a2f0e-6a53-4f0e-9d0a-1f0d7b8f2c11",
          path: "/home/ada/photos",
          state: "done",
          when: "2026-03-01T09:30:00.000Z",
          failed: 1,
          isRepeatable: true,
        },
      },
    ],
  },
  deleteDataset: {
    address: { name: "arrivals", expect: 40 },
    response: { job: "d3b5f7a9-2c4e-4a6b-8d0f-3e5a7b9c1d2f" },
  },
  createUpload: { body: { files: 40, bytes: 18_874_368 }, response: { ...upload, files: 0, bytes: 0 } },
  getUpload: { address: { id: upload.id }, response: upload },
  putUploadPart: {
    address: { id: upload.id, path: "photos/001.jpg", offset: 0, size: 482_113 },
    response: { received: 482_113, isWhole: true },
  },
  deleteUpload: { address: { id: upload.id }, response: { deleted: true } },
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
