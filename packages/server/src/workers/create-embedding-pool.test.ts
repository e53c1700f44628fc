import { tmpdir } from "node:os";
import { afterEach, expect, test } from "vitest";
import { syntheticPng } from "../models/synthetic-images.fixture.ts";
import { createEmbeddingPool } from "./create-embedding-pool.ts";
import type { EmbeddingPool } from "./embedding-pool.ts";
import { spawnWorker } from "./spawn.ts";

const open: EmbeddingPool[] = [];
const spec = { id: "fake" };
let started = 0;
const fakePool = (threads: number): EmbeddingPool => {
  started = 0;
  const spawn = () => {
    started++;
    return spawnWorker("fake-model.fixture-worker");
  };
  const pool = createEmbeddingPool({ threads, modelsDirectory: tmpdir(), spawn });
  open.push(pool);
  return pool;
};
const texts = (values: (string | number)[]) => values.map((value) => ({ text: String(value) }));
/** The numbers that the fake model was given, from its vectors. */
const decoded = (vectors: Float32Array): number[] =>
  Array.from({ length: vectors.length / 2 }, (_, i) =>
    Math.round((vectors[i * 2 + 1] as number) / (vectors[i * 2] as number)),
  );

afterEach(async () => {
  for (const pool of open.splice(0)) await pool.close();
});

test("gives results in input order over several threads", async () => {
  const numbers = Array.from({ length: 101 }, (_, i) => i);
  const { vectors, errors } = await fakePool(2).embed(spec, texts(numbers));
  expect(decoded(vectors)).toEqual(numbers);
  expect(errors).toEqual(numbers.map(() => null));
  expect(started).toBe(2);
});

test("starts no more threads than there is work for", async () => {
  const pool = fakePool(4);
  expect(await pool.describe(spec)).toMatchObject({ id: "fake", dims: 2 });
  await pool.embed(spec, texts([1]));
  expect(started).toBe(1);
  expect(await pool.embed(spec, [])).toEqual({ vectors: new Float32Array(0), errors: [] });
});

test("pins a dying thread on the one input that kills it and embeds the others", async () => {
  const pool = fakePool(2);
  const values = Array.from({ length: 30 }, (_, i) => (i === 17 ? "die" : i));
  const { vectors, errors } = await pool.embed(spec, texts(values));
  expect(errors.map((error, i) => (error ? [i, error.code] : null)).filter(Boolean)).toEqual([[17, "model"]]);
  expect(errors[17]?.message).toMatch(/thread stopped on this input/);
  const numbers = decoded(vectors);
  expect(numbers.filter((_, i) => i !== 17)).toEqual(values.filter((value) => value !== "die"));
  expect((await pool.embed(spec, texts([5]))).errors).toEqual([null]);
});

test("keeps a model's failure on one input to that input", async () => {
  const { vectors, errors } = await fakePool(1).embed(spec, texts([1, "refuse", 3, "", 5]));
  expect(errors.map((error) => error?.code ?? null)).toEqual([null, "model", null, "empty", null]);
  expect([...vectors.subarray(2, 4)]).toEqual([0, 0]);
  expect(decoded(vectors)[4]).toBe(5);
});

test("lets a single input overtake a large call", async () => {
  const pool = fakePool(1);
  await pool.describe(spec);
  const order: string[] = [];
  const large = pool.embed(spec, texts(new Array(120).fill("slow"))).then(() => order.push("large"));
  const small = pool.embed(spec, texts([1])).then(() => order.push("small"));
  await Promise.all([large, small]);
  expect(order).toEqual(["small", "large"]);
});

test("shares the threads between large calls", async () => {
  const pool = fakePool(1);
  await pool.describe(spec);
  const order: string[] = [];
  const long = pool.embed(spec, texts(new Array(200).fill("slow"))).then(() => order.push("long"));
  const shorter = pool.embed(spec, texts(new Array(40).fill("slow"))).then(() => order.push("shorter"));
  await Promise.all([long, shorter]);
  expect(order).toEqual(["shorter", "long"]);
});

test("rejects an aborted call with the signal's reason and goes on with others", async () => {
  const pool = fakePool(1);
  await pool.describe(spec);
  const controller = new AbortController();
  // 25 s of work.
  const aborted = pool.embed(spec, texts(new Array(5000).fill("slow")), { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("changed my mind")), 100);
  const since = performance.now();
  await expect(aborted).rejects.toThrow("changed my mind");
  expect(decoded((await pool.embed(spec, texts([1, 2, 3, 4, 5, 6]))).vectors)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(performance.now() - since).toBeLessThan(12_000);
  await expect(pool.embed(spec, texts([1]), { signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow(
    "too late",
  );
});

test("hands on the Problem of a model that cannot be loaded", async () => {
  const pool = fakePool(1);
  await expect(pool.describe({ id: "missing" })).rejects.toMatchObject({
    code: "model-not-found",
    fields: { model: "missing" },
  });
  await expect(pool.embed({ id: "missing" }, texts([1]))).rejects.toMatchObject({ code: "model-not-found" });
});

test("rejects open and new calls when it is closed", async () => {
  const pool = fakePool(1);
  await pool.describe(spec);
  const embedding = pool.embed(spec, texts(new Array(100).fill("slow")));
  const rejected = expect(embedding).rejects.toMatchObject({ code: "stopping" });
  await new Promise(setImmediate);
  await pool.close();
  await rejected;
  await expect(pool.describe({ id: "another" })).rejects.toMatchObject({ code: "stopping" });
});

test("runs the built-in models on real threads", async () => {
  const pool = createEmbeddingPool({ threads: 2, modelsDirectory: tmpdir() });
  open.push(pool);
  const images = await Promise.all(
    Array.from({ length: 20 }, async (_, seed) => ({ bytes: await syntheticPng(64, seed % 3) })),
  );
  const { vectors, errors } = await pool.embed({ id: "builtin/cn3" }, images);
  expect(errors).toEqual(images.map(() => null));
  expect(Math.hypot(...vectors.subarray(19 * 1368))).toBeCloseTo(1, 5);
  const alone = await pool.embed({ id: "builtin/cn3@1" }, images.slice(19));
  expect(
    Math.max(...alone.vectors.map((value, i) => Math.abs(value - (vectors[19 * 1368 + i] as number)))),
  ).toBeLessThan(1e-5);
  await expect(pool.describe({ id: "builtin/nothing" })).rejects.toThrow(/builtin\/cn3, builtin\/use-en/);
});
