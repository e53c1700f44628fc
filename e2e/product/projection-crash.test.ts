import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Projection } from "@pomona/contract/projections";
import { afterAll, beforeAll, expect, it } from "vitest";
import { idle, importRows } from "../harness/catalog.ts";
import { CrashingCatalog } from "../harness/crashing-catalog.ts";

const SEED = 20261127;
const DIMS = 48;
const ROWS = 3000;
/** Rows that have a vector when the maps are laid out. */
const LAID_OUT = 2400;
const ARRIVAL_ROUNDS = 6;
const SPACE = "own";
/** Enough rounds that a life ends in the middle of them. */
const PARAMETERS = { epochs: 1500, landmarks: 2000 } as const;

let catalog: CrashingCatalog;

/** A unit-like vector near one of twelve directions; the same for a row whenever it is asked for. */
function vectorOf(row: number): number[] {
  return Array.from(
    { length: DIMS },
    (_, i) => (i === row % 12 ? 4 : 0) + Math.sin((row + 1) * (i + 1) * 0.7) + Math.cos((row + 3) * (i + 2)),
  );
}

const put = (from: number, to: number, signal?: AbortSignal) =>
  catalog.client.putVectors(
    {
      space: SPACE,
      vectors: Array.from({ length: to - from }, (_, i) => ({ key: `t${from + i}`, vector: vectorOf(from + i) })),
    },
    signal ? { signal } : {},
  );

beforeAll(async () => {
  const lines = ["key,text", ...Array.from({ length: ROWS }, (_, i) => `t${i},text ${i}`)];
  catalog = await CrashingCatalog.open("projection-crash", SEED, ({ folder }) =>
    writeFile(join(folder, "rows.csv"), `${lines.join("\n")}\n`),
  );
  const { client, folder } = catalog;
  await importRows(client, { path: join(folder, "rows.csv"), dataset: "rows", embed: false, keyPrefix: "" });
  await client.createSpace({ kind: "external", name: SPACE, dims: DIMS });
  await put(0, LAID_OUT);
  await client.createProjection({ name: "calm", space: SPACE, parameters: PARAMETERS });
  await idle(client);
}, 120_000);
afterAll(() => catalog?.close());

const mapFiles = (): Promise<string[]> => readdir(join(catalog.data, "projections"));

/** The fit of a map: places and clusters of all rows laid out. */
async function fitOf({ versions }: Projection): Promise<Buffer> {
  const name = (await mapFiles()).find((file) => file.endsWith(`-${versions[0]?.version}.fit`));
  return readFile(join(catalog.data, "projections", name as string));
}

it("goes on after kills to the map that it would have made without, byte for byte", { timeout: 300_000 }, async () => {
  await catalog.client.createProjection({ name: "killed", space: SPACE, parameters: PARAMETERS });
  const stages = new Set<string>();
  let projection = await catalog.client.getProjection({ name: "killed" });
  for (let round = 0; projection.servedVersion === null && round < 40; round++) {
    // Lives grow, so that some end within each stage and the last one is long enough.
    await catalog.killDuring(
      () => [],
      () => catalog.moment(200 * (round + 1)),
    );
    for (const file of await mapFiles()) stages.add(file.split(".")[1] as string);
    await catalog.restart();
    projection = await catalog.client.getProjection({ name: "killed" });
    expect(projection.versions).toHaveLength(1);
    expect(["laying", "complete"]).toContain(projection.versions[0]?.state);
  }
  console.log(`files that kills left: ${[...stages].join(", ")}`);
  expect([...stages]).toContain("layout");
  await idle(catalog.client);
  const calm = await catalog.client.getProjection({ name: "calm" });
  const { versions } = await catalog.client.getProjection({ name: "killed" });
  const {
    version: _calm,
    created: _a,
    completed: _b,
    ...expected
  } = calm.versions[0] as Projection["versions"][number];
  expect(versions[0]).toMatchObject(expected);
  expect(versions[0]).toMatchObject({ state: "complete", rows: LAID_OUT, placed: LAID_OUT - PARAMETERS.landmarks });
  expect((await fitOf(projection)).equals(await fitOf(calm))).toBe(true);
  expect((await mapFiles()).every((file) => file.endsWith(".fit"))).toBe(true);
});

it("misses no arrival on a complete map, whenever it is killed", { timeout: 300_000 }, async () => {
  const batch = 20;
  let next = LAID_OUT;
  for (let round = 0; round < ARRIVAL_ROUNDS && next < ROWS; round++) {
    const arrive = async (signal: AbortSignal): Promise<void> => {
      for (; !signal.aborted && next + batch <= ROWS; next += batch) await put(next, next + batch, signal);
    };
    await catalog.killDuring(
      (signal) => [arrive(signal)],
      () => catalog.moment(300),
    );
    await catalog.restart();
    const ready = (await catalog.client.query({ filter: `embedding("${SPACE}") = "ready"`, limit: 0 })).total;
    expect(ready).toBeGreaterThanOrEqual(next);
    for (const name of ["calm", "killed"]) {
      const [map] = (await catalog.client.getProjection({ name })).versions;
      expect(map).toMatchObject({ state: "complete", rows: ready });
    }
    const { job } = await catalog.client.startCheck({});
    expect((await catalog.client.waitForJob(job)).result).toMatchObject({ failed: [] });
  }
});
