import { ordinalsOf } from "@pomona/compute/bitset";
import { type CatalogPlan, openCatalog } from "../../store/catalog.fixture.ts";
import type { Database } from "../../store/database.ts";
import type { PreparedSearch, QueryContext } from "./query-context.ts";

export const ROWS = 240;
export const at = (i: number) => new Date(Date.UTC(2026, 0, 1) + (i % 40) * 3_600_000);
export const price = (i: number) => (i % 11 === 0 ? null : i % 13 === 0 ? 1e300 : (i * 7) % 23);
export const score = (i: number) => Math.fround(((i * 37) % 50) / 50);
const plan: CatalogPlan = {
  fields: { price: "number", colour: "enum", sku: "string", isRipe: "boolean", kinds: "strings", picked: "datetime" },
  rows: Array.from({ length: ROWS }, (_, i) => ({
    key: `r${String(i * 7919).padStart(7, "0")}`,
    dataset: i % 3 === 0 ? "shop" : "arrivals",
    mediaType: i % 2 ? ("image" as const) : ("text" as const),
    labels: i % 4 === 0 ? [] : i % 4 === 1 ? ["apple", "red"] : ["apple"],
    tags: i % 5 ? [] : ["new", "new"],
    text: i === 0 ? "🍏".repeat(3000) : null,
    width: i % 6 ? i % 17 : null,
    created: at(i),
    duplicate: i === 7 || i === 9,
    contentHash: i === 7 || i === 9 ? "same" : `h${i}`,
    metadata: {
      price: price(i),
      colour: ["red", "green", null][i % 3] ?? null,
      sku: `sku${i % 100}`,
      isRipe: i % 3 ? i % 2 === 0 : null,
      kinds: i % 2 ? ["a", "b"] : [],
      picked: at(i * 3).toISOString(),
    },
  })),
  functions: {
    apples: new Map(Array.from({ length: ROWS }, (_, i) => [i, score(i)] as const).filter(([i]) => i % 8 !== 0)),
    young: null,
  },
  embeddings: {
    cn3: new Map(Array.from({ length: ROWS }, (_, i) => [i, i % 8 ? ("ready" as const) : ("failed" as const)])),
    use: new Map([[3, "pending"]]),
  },
  batches: [
    { project: "fruit", batch: "apples 1", rows: [1, 2, 3] },
    { project: "fruit", batch: "apples 2", rows: [9] },
  ],
};

/** Likeness to anything; every eighth row has no vector. */
export const similar = Float32Array.from({ length: ROWS }, (_, i) => (i % 8 === 0 ? Number.NaN : ((i * 31) % 60) / 60));

export const similarity = { space: "cn3", anchors: [{ key: "r0000000" }] };
export const ordinalOf = (key: string) => Number(key.slice(1)) / 7919;

/** The best rows by plain sorting, as the vector store has to find them. */
function best(scores: Float32Array, bits: Uint8Array, limit: number) {
  const ordinals = ordinalsOf(bits)
    .filter((row) => !Number.isNaN(scores[row] ?? Number.NaN))
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .subarray(0, limit);
  return { ordinals, scores: Float32Array.from(ordinals, (row) => scores[row] as number) };
}

/** A search whose every score is known. */
export const searchOf = (scores: Float32Array): PreparedSearch => ({
  top: async (bits, limit) => best(scores, bits, limit),
  scores: async () => scores,
});

const unasked = () => Promise.reject(new Error("A test without vectors has asked for some."));

/** What queries need of a catalog, but for what is told by vectors. */
export const contextWithoutVectors = (database: Database): QueryContext => ({
  database,
  directory: "",
  similarityScores: unasked,
  prepareSearch: unasked,
  readVectors: unasked,
  vectorOwners: unasked,
});

/** A catalog of 240 rows of every kind, and what queries need of it. */
export async function openQueries(): Promise<QueryContext> {
  return {
    ...contextWithoutVectors(await openCatalog(plan)),
    similarityScores: async () => similar,
    prepareSearch: async () => searchOf(similar),
  };
}
