import type { Job } from "../jobs.ts";
import type { RouteExamples } from "./example.ts";

const running = {
  id: "5b0a2b62-0c1e-4d39-9b1f-6a0d1f7d3a44",
  kind: "embed",
  title: "Embed in cn3",
  state: "running",
  done: 412,
  total: 2127,
  unit: "rows",
  stage: null,
  failed: 0,
  ratePerSecond: 31.2,
  secondsLeft: 55,
  error: null,
  isRepeatable: true,
  result: null,
  created: "2026-03-01T09:30:12.000Z",
  started: "2026-03-01T09:30:12.000Z",
  ended: null,
} satisfies Job;

export const jobExamples = {
  listJobs: { response: [running] },
  getJob: { address: { id: running.id }, response: running },
  jobFailures: {
    address: { id: running.id, limit: 100 },
    response: {
      failures: [
        { item: "shop/broken.jpg", code: "corrupt", message: "The JPEG data ends in the middle of the image." },
      ],
      next: null,
    },
  },
  failuresFile: { address: { id: running.id, format: "csv" } },
  retryJob: { address: { id: running.id }, response: { job: "e4c6a8b0-3d5f-4b7c-9e1a-4f6b8c0d2e3a" } },
  cancelJob: {
    address: { id: running.id },
    response: {
      ...running,
      state: "cancelled",
      ratePerSecond: null,
      secondsLeft: null,
      ended: "2026-03-01T09:30:26.000Z",
    },
  },
  jobEvents: {},
} satisfies Partial<RouteExamples>;
