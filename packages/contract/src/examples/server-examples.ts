import type { RouteExamples } from "./example.ts";

export const serverExamples = {
  health: { response: { ok: true, version: "0.1.0" } },
  about: {
    response: {
      version: "0.1.0",
      dataDirectory: "/home/ada/pomona-data",
      rows: 2127,
      storageBytes: { catalog: 4_206_592, vectors: 8_711_168, blobs: 0, thumbnails: 31_457_280 },
    },
  },
  stop: { response: { ok: true } },
  startCheck: { body: { dropDamaged: false }, response: { job: "b7c1d2e3-5f60-4a1b-8c9d-0e1f2a3b4c5d" } },
  listRoots: { response: ["/home/ada/photos"] },
  grantRoot: { body: { path: "/home/ada/photos" }, response: ["/home/ada/photos"] },
} satisfies Partial<RouteExamples>;
