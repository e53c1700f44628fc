import type { Row } from "../rows.ts";
import type { RouteExamples } from "./example.ts";

const apple = {
  key: "shop/Granny-Smith/017.jpg",
  dataset: "shop",
  mediaType: "image",
  labels: ["Granny-Smith"],
  tags: [],
  metadata: { price: 2.5 },
  scores: { "green apples": 0.9312 },
  embeddings: { cn3: "ready" },
  errors: [],
  text: null,
  passage: null,
  uri: "/home/ada/photos/Granny-Smith/017.jpg",
  width: 348,
  height: 348,
  bytes: 20_114,
  format: "jpeg",
  contentHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  created: "2026-03-01T09:30:12.000Z",
  rank: null,
} satisfies Row;

export const rowExamples = {
  query: {
    body: {
      filter: 'function("green apples") >= 0.8 and dataset = "shop"',
      sort: { function: "green apples" },
      limit: 1,
      facets: ["label"],
    },
    response: {
      total: 31,
      rows: [{ ...apple, rank: 0.9312 }],
      facets: {
        label: [
          { value: "Granny-Smith", count: 29 },
          { value: "Pear", count: 2 },
        ],
      },
      facetDistinct: { label: 2 },
      origins: { "green apples": { version: 1, completed: "2026-03-01T10:00:04.000Z", parts: [], error: null } },
      next: "eyJyYW5rIjowLjkzMTIsIm9yZGluYWwiOjE2fQ",
      previous: "eyJyYW5rIjowLjkzMTIsIm9yZGluYWwiOjE2fQ",
    },
  },
  rowPosition: {
    body: { filter: 'dataset = "shop"', sort: { function: "green apples" }, key: apple.key },
    response: { position: 16, total: 2127 },
  },
  facets: {
    body: { filter: { field: "dataset", op: "=", value: "shop" }, fields: ["label"], limit: 1 },
    response: { total: 2127, facets: { label: [{ value: "Granny-Smith", count: 44 }] }, distinct: { label: 81 } },
  },
  histogram: {
    body: { of: { function: "green apples" }, bins: 4, low: 0, high: 1 },
    response: { edges: [0, 0.25, 0.5, 0.75, 1], counts: [1204, 810, 79, 34], missing: 0, below: 0, above: 0 },
  },
  listFields: {
    response: [
      { name: "dataset", type: "enum", facetable: true, sortable: true, builtin: true },
      { name: "metadata.price", type: "number", facetable: false, sortable: true, builtin: false },
    ],
  },
  getRow: {
    address: { key: apple.key },
    response: {
      ...apple,
      duplicatesOf: [],
      projects: [{ project: "fruit", batch: "apples 1" }],
      origins: {
        "green apples": { score: 0.9312, version: 1, computed: "2026-03-01T10:00:04.000Z", parts: [] },
      },
    },
  },
  editRow: {
    address: { key: apple.key },
    body: { labels: ["Granny-Smith"], tags: ["checked"], metadata: { price: 2.7 } },
    response: { ...apple, tags: ["checked"], metadata: { price: 2.7 } },
  },
  deleteRows: {
    body: { selection: { filter: 'tag = "blurred"', exclude: [apple.key] }, expect: 12 },
    response: { deleted: 12 },
  },
  countSelection: {
    body: {
      selection: {
        filter: 'label = "Granny-Smith"',
        steps: [{ add: false, range: { filter: 'label = "Granny-Smith"', from: "shop/a.jpg", to: apple.key } }],
      },
      keys: [apple.key],
      first: 1,
    },
    response: { count: 27, selected: [], first: ["shop/Granny-Smith/018.jpg"] },
  },
  startEdit: {
    body: {
      selection: { filter: 'label = "Granny-Smith"' },
      edit: { tags: { add: ["checked"], remove: ["new"] }, metadata: { price: 2.7 } },
      expect: 44,
    },
    response: { edit: 12, job: "c1f2e3d4-15a6-4b7c-8d9e-0f1a2b3c4d5e", rows: 44 },
  },
  listEdits: {
    response: [
      {
        id: 12,
        title: "Add tag “checked” on 44 rows",
        edit: { tags: { add: ["checked"] } },
        state: "edited",
        job: null,
        rows: 44,
        changed: 41,
        created: "2026-03-01T10:00:00.000Z",
        undoUntil: "2026-03-08T10:00:00.000Z",
      },
    ],
  },
  undoEdit: { address: { id: "12" }, response: { job: "c1f2e3d4-15a6-4b7c-8d9e-0f1a2b3c4d5e" } },
  addPicture: {
    body: { image: "UklGRhIAAABXRUJQVlA4TAYAAAAvQWxvAGs=", name: "apple.webp" },
    response: {
      picture: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      name: "apple.webp",
      width: 640,
      height: 480,
      format: "webp",
    },
  },
  pictureThumbnail: { address: { picture: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" } },
  rowContent: { address: { key: apple.key } },
  rowThumbnail: { address: { key: apple.key, size: "320", hash: "9f86d081884c" } },
  exportRows: { body: { selection: { filter: 'label = "Granny-Smith"' }, format: "ndjson", vectors: ["cn3"] } },
  similar: {
    body: {
      anchors: [
        { key: apple.key, sign: "+" },
        { key: "shop/Orange/004.jpg", sign: "-" },
      ],
      filter: "not label exists",
      limit: 2,
    },
    response: {
      space: "cn3",
      total: 2127,
      scored: 258,
      results: [
        { key: "shop/Granny-Smith/018.jpg", score: 0.9541 },
        { key: "shop/Granny-Smith/003.jpg", score: 0.9487 },
      ],
    },
  },
} satisfies Partial<RouteExamples>;
