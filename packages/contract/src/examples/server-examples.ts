import type { AccessToken } from "../tokens.ts";
import type { RouteExamples } from "./example.ts";

const token = {
  id: "9d2c4b6a-7e1f-4a3b-8c5d-6e7f8a9b0c1d",
  name: "labeling laptop",
  created: "2026-03-01T09:30:00.000Z",
  lastUsed: "2026-03-02T16:04:00.000Z",
} satisfies AccessToken;

export const serverExamples = {
  health: { response: { ok: true, version: "0.1.0" } },
  about: {
    response: {
      version: "0.1.0",
      licence: "Apache-2.0",
      dataDirectory: "/home/ada/pomona-data",
      rows: 2127,
      machine: {
        system: "linux x64",
        processor: "AMD EPYC 7B13",
        threads: 2,
        memoryBytes: 8_254_390_272,
        node: "v20.20.0",
      },
      isTokenNeeded: false,
    },
  },
  storage: {
    response: {
      stores: [
        { store: "catalog", bytes: 4_206_592, reclaimableBytes: 0 },
        { store: "vectors", bytes: 8_711_168, reclaimableBytes: 2_097_152 },
        { store: "thumbnails", bytes: 31_457_280, reclaimableBytes: 31_457_280 },
      ],
      freeBytes: 212_348_928_000,
    },
  },
  reclaimStorage: { body: { stores: ["thumbnails"] }, response: { job: "c2a4e6f8-1b3d-4f5a-9c7e-2d4f6a8b0c1e" } },
  listTokens: { response: [token] },
  createToken: {
    body: { name: "labeling laptop" },
    response: { ...token, lastUsed: null, token: "pomona_3mYw0Z5l9vX2bq8tKJ4cN7dR1sFhUeAg" },
  },
  revokeToken: { address: { id: token.id }, response: { deleted: true } },
  stop: { response: { ok: true } },
  startCheck: { body: { dropDamaged: false }, response: { job: "b7c1d2e3-5f60-4a1b-8c9d-0e1f2a3b4c5d" } },
  listRoots: { response: ["/home/ada/photos"] },
  grantRoot: { body: { path: "/home/ada/photos" }, response: ["/home/ada/photos"] },
} satisfies Partial<RouteExamples>;
