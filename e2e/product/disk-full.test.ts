import { execFile } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportedVectors, importRows, type Running, start, temporaryFolder } from "../harness/catalog.ts";

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

beforeAll(async () => {
  folder = await temporaryFolder("disk-full");
  await mkdir(disk());
  // A small disk of its own; only root may make one, and not in every container.
  isMounted = await run("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m`, "tmpfs", disk()]).then(
    () => true,
    () => false,
  );
});
afterAll(async () => {
  await running?.server.stop();
  if (isMounted) await run("umount", [disk()]);
  await folder?.remove();
});

/** Distinct directions, cheap to make. */
const vectorOf = (row: number) => Array.from({ length: DIMS }, (_, i) => Math.sin((row + 1) * (i + 1)));

it("a full disk fails a write with a clear error, what was acknowledged stays readable, and work goes on once there is space", async ({
  skip,
}) => {
  if (!isMounted) skip("a tmpfs cannot be mounted here");
  const lines = ["key,text", ...Array.from({ length: ROWS }, (_, i) => `k${i},text ${i}`)];
  await writeFile(join(folder.path, "rows.csv"), `${lines.join("\n")}\n`);
  running = await start(join(disk(), "data"), [folder.path]);
  const { client } = running;
  await importRows(client, { path: join(folder.path, "rows.csv"), dataset: "rows", embed: false, keyPrefix: "" });
  await client.createSpace({ kind: "external", name: SPACE, dims: DIMS });
  const put = (first: number) =>
    client.putVectors({
      space: SPACE,
      vectors: Array.from({ length: BATCH }, (_, i) => ({ key: `k${first + i}`, vector: vectorOf(first + i) })),
    });
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

  await running.server.stop();
  running = await start(join(disk(), "data"), [folder.path]);
  expect((await exportedVectors(running.client, SPACE)).size).toBe(stored + BATCH);
  const names = await readdir(join(disk(), "data", "vectors"), { recursive: true });
  expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
