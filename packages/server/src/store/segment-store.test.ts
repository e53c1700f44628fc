import { mkdtemp, readdir, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { scoreVectors } from "@pomona/compute/score-vectors";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { spawnWorker } from "../workers/spawn.ts";
import { createSegmentStore } from "./segment-store.ts";
import { FilledSpace, scorerOf, unitVectors, vectorStoreCases } from "./vector-store.cases.ts";
import type { VectorStore } from "./vector-store.ts";

const folders: string[] = [];
const newFolder = async () => {
  const path = await mkdtemp(join(tmpdir(), "pomona-segments-"));
  folders.push(path);
  return path;
};

/** Starting a thread from source takes a second, so a closed store's threads serve the next store. */
const idle: Worker[] = [];
const stops: (() => Promise<unknown>)[] = [];
const spawn = (): Worker => {
  const known = idle.pop();
  if (known) return known;
  const worker = spawnWorker("scan-worker");
  // The stores it served keep listening, to no effect.
  worker.setMaxListeners(0);
  stops.push(worker.terminate.bind(worker));
  worker.terminate = async () => {
    idle.push(worker);
    return 0;
  };
  return worker;
};

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await Promise.all(folders.map((path) => rm(path, { recursive: true })));
});

const onThreadsOnly = { bytes: -1, multiplications: 0, segments: 0 };
const openStore = async (threads: number, directory?: string) =>
  createSegmentStore({ directory: directory ?? (await newFolder()), threads, spawn, inlineLimit: onThreadsOnly });

vectorStoreCases("segment store, small scans on the calling thread", async () =>
  createSegmentStore({ directory: await newFolder(), threads: 2, spawn }),
);
vectorStoreCases("segment store, all scans on two threads", () => openStore(2));

const span = (count: number) => Array.from({ length: count }, (_, i) => i);
const onlyFile = async (directory: string) =>
  join(directory, "1", (await readdir(join(directory, "1"))).find((name) => name.endsWith(".arrow")) ?? "");

test("one thread, two threads and the calling thread give the same bits", async () => {
  const directory = await newFolder();
  const dims = 101;
  const stores = [await openStore(1, directory), await openStore(2, directory)];
  const space = new FilledSpace(stores[0] as VectorStore, 1, dims);
  await space.put(span(9000), unitVectors(9000, dims, 1));
  const scorers = [scorerOf(dims, 1), scorerOf(dims, 7, 2)];
  const [one, two] = await Promise.all(stores.map((store) => store.score(space.target, scorers)));
  expect(two).toEqual(one);
  for (const [i, scorer] of scorers.entries())
    expect(one?.[i]?.slice(0, 9000)).toEqual(scoreVectors(unitVectors(9000, dims, 1), dims, scorer));
  const [first, second] = await Promise.all(stores.map((store) => store.top(space.target, scorerOf(dims, 3), 500)));
  // How many rows are scored depends on when the threads learn of each other's best.
  expect({ ...second, scored: 0 }).toEqual({ ...first, scored: 0 });
  await Promise.all(stores.map((store) => store.close()));
});

describe("a segment file that is not what was written", () => {
  let directory: string;
  let store: VectorStore;
  let space: FilledSpace;
  beforeEach(async () => {
    directory = await newFolder();
    store = await openStore(2, directory);
    space = new FilledSpace(store, 1, 8);
    await space.put(span(100), unitVectors(100, 8, 1));
  });
  afterEach(() => store.close());

  test("missing: named, with what to do, and found again once restored", async () => {
    const path = await onlyFile(directory);
    const hidden = `${path}.away`;
    await rename(path, hidden);
    for (const attempt of [
      () => store.top(space.target, scorerOf(8, 1), 5),
      () => store.score(space.target, [scorerOf(8, 1)]),
      () => store.read(space.target, Uint32Array.of(1)),
    ])
      await expect(attempt()).rejects.toMatchObject({
        code: "internal",
        message: expect.stringMatching(/missing.*Restore/),
        fields: { path },
      });
    await rename(hidden, path);
    expect((await store.top(space.target, scorerOf(8, 1), 5)).ranked).toBe(100);
  });

  test.each([0, 5, 600, 3000])("cut off after %i bytes: reported as damaged", async (length) => {
    const path = await onlyFile(directory);
    await truncate(path, length);
    await expect(store.top(space.target, scorerOf(8, 1), 5)).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining("damaged"),
      fields: { path },
    });
  });

  test("cut off after it was opened: reported as damaged", async () => {
    await store.top(space.target, scorerOf(8, 1), 5);
    await truncate(await onlyFile(directory), 900);
    await expect(store.top(space.target, scorerOf(8, 1), 5)).rejects.toThrow("ends too early");
    await expect(store.read(space.target, Uint32Array.of(99))).rejects.toThrow("ends too early");
  });

  test("something else altogether: reported as damaged", async () => {
    await writeFile(await onlyFile(directory), "a,b\n1,2\n".repeat(100));
    await expect(store.score(space.target, [scorerOf(8, 1)])).rejects.toThrow("damaged");
  });

  test("of other dims or another number of vectors: reported", async () => {
    await expect(store.top({ ...space.target, dims: 9 }, scorerOf(9, 1), 5)).rejects.toThrow("8 dims instead of 9");
    const segments = space.segments.map((segment) => ({ ...segment, rowCount: 99 }));
    await expect(store.top({ ...space.target, segments }, scorerOf(8, 1), 5)).rejects.toThrow(
      "100 vectors instead of 99",
    );
  });
});

test("a thread that dies fails the scans it had with a Problem, and is replaced", async () => {
  const started: Worker[] = [];
  const store = createSegmentStore({
    directory: await newFolder(),
    threads: 1,
    inlineLimit: onThreadsOnly,
    spawn: (name) => {
      const worker = spawnWorker(name);
      started.push(worker);
      return worker;
    },
  });
  const space = new FilledSpace(store, 1, 64);
  await space.put(span(2000), unitVectors(2000, 64, 1));
  const scan = store.top(space.target, scorerOf(64, 4000), 5);
  const failed = expect(scan).rejects.toMatchObject({
    code: "internal",
    message: expect.stringContaining("Try again"),
  });
  setTimeout(() => void started[0]?.terminate(), 20);
  await failed;
  expect((await store.top(space.target, scorerOf(64, 1), 5)).ranked).toBe(2000);
  expect(started).toHaveLength(2);
  await store.close();
});

test("a search goes before a score that began earlier", async () => {
  const store = await openStore(1);
  const space = new FilledSpace(store, 1, 64);
  await space.put(span(5000), unitVectors(5000, 64, 1));
  await store.top(space.target, scorerOf(64, 1), 1);
  const order: string[] = [];
  const score = store.score(space.target, [scorerOf(64, 5000)]).then(() => order.push("score"));
  const top = store.top(space.target, scorerOf(64, 2), 5).then(() => order.push("top"));
  await Promise.all([score, top]);
  expect(order).toEqual(["top", "score"]);
  await store.close();
});

test("a segment that is removed during a scan is scanned to the end first", async () => {
  const store = await openStore(1);
  const space = new FilledSpace(store, 1, 64);
  const { file } = await space.put(span(3000), unitVectors(3000, 64, 1));
  const top = store.top(space.target, scorerOf(64, 3000), 5);
  await Promise.all([store.remove(1, file), top]);
  expect((await top).ranked).toBe(3000);
  expect(await store.bytes()).toBe(0);
  await store.close();
});

test("a closed store refuses scans and fails those under way", async () => {
  const store = createSegmentStore({
    directory: await newFolder(),
    threads: 1,
    spawn: spawnWorker,
    inlineLimit: onThreadsOnly,
  });
  const space = new FilledSpace(store, 1, 64);
  await space.put(span(3000), unitVectors(3000, 64, 1));
  const running = expect(store.top(space.target, scorerOf(64, 3000), 5)).rejects.toMatchObject({ code: "stopping" });
  setTimeout(() => void store.close(), 20);
  await running;
  await expect(store.top(space.target, scorerOf(64, 1), 5)).rejects.toMatchObject({ code: "stopping" });
});
