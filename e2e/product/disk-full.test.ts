import { execFile } from "node:child_process";
import { mkdir, readdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Job } from "@pomona/contract/jobs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exportedVectors, importRows, type Running, start, temporaryFolder } from "../harness/catalog.ts";
import { similarityScore } from "../harness/recompute.ts";

const run = promisify(execFile);
const SIZE_MB = 80;
const DIMS = 256;
const ROWS = 60_000;
const BATCH = 4000;
const SPACE = "own";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: Running | undefined;
let isMounted = false;
const disk = () => join(folder.path, "disk");
const ballast = () => join(disk(), "ballast");

beforeEach(async () => {
  folder = await temporaryFolder("disk-full");
  await mkdir(disk());
  // A small disk of its own; only root may make one, and not in every container.
  isMounted = await run("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m`, "tmpfs", disk()]).then(
    () => true,
    () => false,
  );
});
afterEach(async () => {
  await running?.server.stop();
  running = undefined;
  if (isMounted) await run("umount", ["--lazy", disk()]);
  await folder?.remove();
});

/** Distinct directions, cheap to make. */
const vectorOf = (row: number) => Array.from({ length: DIMS }, (_, i) => Math.sin((row + 1) * (i + 1)));

/** A server on the small disk with rows k0, k1, …, and what stores the vectors of a batch of them. */
async function startOnDisk(): Promise<{ client: Running["client"]; put: (first: number) => Promise<unknown> }> {
  const lines = ["key,text", ...Array.from({ length: ROWS }, (_, i) => `k${i},text ${i}`)];
  await writeFile(join(folder.path, "rows.csv"), `${lines.join("\n")}\n`);
  const { client } = await restart();
  await importRows(client, { path: join(folder.path, "rows.csv"), dataset: "rows", embed: false, keyPrefix: "" });
  await client.createSpace({ kind: "external", name: SPACE, dims: DIMS });
  const vectors = (first: number) =>
    Array.from({ length: BATCH }, (_, i) => ({ key: `k${first + i}`, vector: vectorOf(first + i) }));
  return { client, put: (first) => client.putVectors({ space: SPACE, vectors: vectors(first) }) };
}

async function restart(): Promise<Running> {
  await running?.server.stop();
  running = await start(join(disk(), "data"), [folder.path]);
  return running;
}

async function leaveFree(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(disk());
  await writeFile(ballast(), new Uint8Array(bavail * bsize - bytes));
}

async function vectorFiles(): Promise<string[]> {
  return readdir(join(disk(), "data", "vectors"), { recursive: true });
}

it("a full disk fails a write with a clear error, what was acknowledged stays readable, and work goes on once there is space", async ({
  skip,
}) => {
  if (!isMounted) skip("a tmpfs cannot be mounted here");
  const { client, put } = await startOnDisk();
  await put(0);
  await writeFile(ballast(), new Uint8Array(20 << 20));
  let stored = BATCH;
  let refusal: unknown;
  for (; stored < ROWS && refusal === undefined; stored += BATCH)
    await put(stored).catch((error: unknown) => {
      refusal = error;
    });
  expect(refusal, "the disk was filled").toMatchObject({ code: "disk-full", message: expect.stringMatching(/space/) });
  stored -= BATCH;

  expect((await exportedVectors(client, SPACE)).size).toBe(stored);
  const { results } = await client.similar({ space: SPACE, anchors: [{ key: "k7" }], limit: 3, includeAnchors: true });
  expect(results[0]).toMatchObject({ key: "k7" });
  expect((await client.query({ limit: 1 })).total).toBe(ROWS);

  await rm(ballast());
  await put(stored);
  expect((await exportedVectors(client, SPACE)).size).toBe(stored + BATCH);

  const again = await restart();
  expect((await exportedVectors(again.client, SPACE)).size).toBe(stored + BATCH);
  expect((await vectorFiles()).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

it("a full disk fails a compaction with a clear error, every vector is still there and found, and it is done once there is space", async ({
  skip,
}) => {
  if (!isMounted) skip("a tmpfs cannot be mounted here");
  const { put } = await startOnDisk();
  const client = (): Running["client"] => (running as Running).client;
  const stored = 3 * BATCH;
  for (let first = 0; first < stored; first += BATCH) await put(first);
  const alive = new Set(Array.from({ length: stored }, (_, i) => i));
  const drop = async (rows: number[]): Promise<void> => {
    for (const row of rows) alive.delete(row);
    await client().deleteRows({ selection: { include: rows.map((row) => `k${row}`) }, expect: rows.length });
    await client().waitUntilIdle();
  };
  const lastCompaction = async (): Promise<Job> => {
    const job = (await client().listJobs()).find(({ kind }) => kind === "compact");
    return client().getJob({ id: job?.id as string });
  };
  const everythingIsFound = async (): Promise<void> => {
    const anchor = vectorOf(9_007);
    const best = await client().similar({ space: SPACE, anchors: [{ vector: anchor }], limit: 20 });
    const vectors = await exportedVectors(client(), SPACE);
    expect(new Set(vectors.keys())).toEqual(new Set([...alive].map((row) => `k${row}`)));
    const scores = [...alive].map((row) => similarityScore(vectorOf(row), [anchor], [], 0)).sort((a, b) => b - a);
    expect(best.results).toHaveLength(20);
    for (const [i, { score }] of best.results.entries())
      expect(Math.abs(score - (scores[i] as number))).toBeLessThan(1e-6);
  };

  // Enough to note the deletion, not enough to write three fifths of 15 MB anew.
  await leaveFree(8 << 20);
  const before = new Set(await vectorFiles());
  await drop([...alive].filter((row) => row % 5 < 2));
  expect(await lastCompaction()).toMatchObject({
    state: "failed",
    error: expect.stringMatching(/space/),
    result: { code: "disk-full" },
  });
  expect(new Set(await vectorFiles())).toEqual(before);
  await everythingIsFound();
  await restart();
  await everythingIsFound();

  await rm(ballast());
  await drop([9_009]);
  expect(await lastCompaction()).toMatchObject({ state: "done", result: { done: 3 } });
  // One segment and its codes; the files of the others go once no reader has them.
  await expect.poll(async () => (await vectorFiles()).filter((name) => name.includes(".arrow"))).toHaveLength(2);
  await everythingIsFound();
});
