import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { spawnWorker } from "../workers/spawn.ts";
import { openVectorFile } from "./segment-file.ts";
import { createSegmentStore } from "./segment-store.ts";
import { FilledSpace, scorerOf, unitVectors } from "./vector-store.cases.ts";
import type { Segment, VectorStore } from "./vector-store.ts";

const DIMS = 24;
const ROWS = 400;
let directory: string;
let store: VectorStore;
let space: FilledSpace;
let segment: Segment;
let warnings: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-damage-"));
  warnings = [];
  open();
  space = new FilledSpace(store, 1, DIMS);
  segment = await space.put(
    Array.from({ length: ROWS }, (_, i) => i),
    unitVectors(ROWS, DIMS, 1),
  );
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

/** A store that has opened nothing yet. */
function open(): void {
  store = createSegmentStore({ directory, threads: 1, spawn: spawnWorker, warn: (text) => warnings.push(text) });
}

async function reopen(): Promise<void> {
  await store.close();
  const { segments, owners } = space;
  open();
  const again = new FilledSpace(store, 1, DIMS);
  again.segments.push(...segments);
  again.owners.cover(ROWS);
  for (const known of segments) again.owners.add(1, known, [...space.live.keys()]);
  for (const [row, vector] of space.live) again.live.set(row, vector);
  expect(owners).not.toBe(again.owners);
  space = again;
}

const vectorsPath = () => join(directory, "1", segment.file);
const codesPath = () => `${vectorsPath()}.codes`;

async function flip(path: string, bit: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  await writeFile(path, bytes);
}

const best = async () => {
  const { ordinals, scores } = await store.top(space.target, scorerOf(DIMS, 2, 1), 10);
  return [...ordinals].map((ordinal, i) => ({ ordinal, score: scores[i] as number }));
};
const expected = () => space.ranking(scorerOf(DIMS, 2, 1)).slice(0, 10);
const everyRow = () =>
  store.read(
    space.target,
    Uint32Array.from({ length: ROWS }, (_, i) => i),
  );

test("a sidecar that is missing, cut off or of nothing is made anew, and searches are right", async () => {
  const whole = await readFile(codesPath());
  for (const spoil of [
    () => rm(codesPath()),
    () => truncate(codesPath(), 5000),
    () => truncate(codesPath(), 0),
    () => writeFile(codesPath(), "something else"),
  ]) {
    await spoil();
    await reopen();
    expect(await best()).toEqual(expected());
    expect(await readFile(codesPath())).toEqual(whole);
  }
});

test("whichever bit of a sidecar flips, no search, score or read is wrong", async () => {
  const { size } = await stat(codesPath());
  const whole = await readFile(codesPath());
  for (let i = 0; i < 60; i++) {
    await writeFile(codesPath(), whole);
    await flip(codesPath(), Math.floor((i / 60) * size * 8) + i);
    await reopen();
    expect(await best()).toEqual(expected());
    const [column] = await store.score(space.target, [scorerOf(DIMS, 1)]);
    for (const { ordinal, score } of space.ranking(scorerOf(DIMS, 1))) expect(column?.[ordinal]).toBe(score);
  }
});

test("a damaged sidecar is made anew and reported by name", async () => {
  await flip(codesPath(), 4096 * 8 + 77);
  await reopen();
  expect(await best()).toEqual(expected());
  expect(warnings).toEqual([expect.stringContaining(codesPath())]);
  await reopen();
  expect(await best()).toEqual(expected());
  expect(warnings).toHaveLength(1);
});

test("whichever bit of the vectors flips, it is reported with the file's name, and no wrong answer is given", async () => {
  const { batches } = await openVectorFile(vectorsPath(), DIMS, ROWS);
  const start = (batches[0]?.vectorsOffset ?? 0) * 8;
  const whole = await readFile(vectorsPath());
  for (let i = 0; i < 64; i++) {
    await writeFile(vectorsPath(), whole);
    await flip(vectorsPath(), start + Math.floor((i / 64) * ROWS * DIMS * 32) + (i % 32));
    await reopen();
    const problem = { code: "internal", fields: { path: vectorsPath() } };
    await expect(everyRow()).rejects.toMatchObject(problem);
    await expect(store.score(space.target, [scorerOf(DIMS, 1)])).rejects.toMatchObject(problem);
    // A search reads few vectors: it is right, or it fails.
    await best().then(
      (found) => expect(found).toEqual(expected()),
      (error) => expect(error).toMatchObject(problem),
    );
  }
});

test("vectors that are whole again are read again", async () => {
  const whole = await readFile(vectorsPath());
  await flip(vectorsPath(), whole.length * 4);
  await reopen();
  await expect(everyRow()).rejects.toMatchObject({ code: "internal" });
  await writeFile(vectorsPath(), whole);
  expect((await everyRow()).found.every((found) => found === 1)).toBe(true);
});

test("a full check finds what is damaged, and mends sidecars only", async () => {
  const check = () => store.check(1, DIMS, segment);
  expect(await check()).toEqual({ problem: null, isSidecarRebuilt: false });
  await flip(codesPath(), 9000 * 8);
  expect(await check()).toEqual({ problem: null, isSidecarRebuilt: true });
  expect(await check()).toEqual({ problem: null, isSidecarRebuilt: false });
  await flip(vectorsPath(), 3000 * 8);
  expect(await check()).toEqual({ problem: expect.stringContaining(vectorsPath()), isSidecarRebuilt: false });
  await rm(vectorsPath());
  expect((await check()).problem).toContain("missing");
});

test("what a crash left of a sidecar or a segment in the making is swept", async () => {
  const folder = join(directory, "1");
  await writeFile(join(folder, "x.arrow.tmp"), "half");
  await writeFile(join(folder, "x.arrow.codes"), "of none");
  await writeFile(`${codesPath()}.tmp`, "half");
  await store.sweep([{ space: 1, file: segment.file }]);
  expect((await readdir(folder)).sort()).toEqual([segment.file, `${segment.file}.codes`]);
});

test("whoever needs a damaged or missing sidecar at once waits for one maker, and all are right", async () => {
  for (const spoil of [
    () => rm(codesPath()),
    () => flip(codesPath(), 4096 * 8 + 5),
    () => truncate(codesPath(), 4100),
  ]) {
    await spoil();
    await reopen();
    const [first, checked, again, read] = await Promise.all([
      best(),
      store.check(1, DIMS, segment),
      best(),
      everyRow(),
      store.score(space.target, [scorerOf(DIMS, 1)]),
      store.check(1, DIMS, segment),
    ]);
    expect(first).toEqual(expected());
    expect(again).toEqual(expected());
    expect(checked.problem).toBeNull();
    expect(read.found.every((found) => found === 1)).toBe(true);
  }
});
