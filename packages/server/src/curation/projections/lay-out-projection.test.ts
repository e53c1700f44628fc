import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mapTasks } from "@pomona/compute/map-tasks";
import { inline } from "@pomona/compute/parallel";
import { Problem } from "@pomona/contract/problems";
import { type CreateProjectionRequest, layOutStage, type ProjectionParameters } from "@pomona/contract/projections";
import { afterEach, expect, test } from "vitest";
import { countMap, type MapRef, mapTable } from "../../store/map-tables.ts";
import { listVersions } from "../../store/projection-table.ts";
import { removeRows } from "../../store/row-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { MapThreads } from "../../workers/map-threads.ts";
import type { JobContext } from "../background-work.ts";
import { storeVectors } from "../spaces/store-vectors.ts";
import { checkStores } from "../storage/check-stores.ts";
import { externalSpace, jobContext, openTestWorkspace, type TestWorkspace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { layOutProjection } from "./lay-out-projection.ts";
import { createProjection, deleteProjection, getProjection, relayProjection } from "./projections.ts";

const DIMS = 12;
const ROWS = 240;
const opened: TestWorkspace[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Three heaps of directions; no two rows of one seed are alike. */
function vectorOf(row: number, seed = 0): Float32Array {
  const vector = Float32Array.from(
    { length: DIMS },
    (_, i) => (i === (row + seed) % 3 ? 3 : 0) + Math.sin((row + 1) * (i + 1) + seed),
  );
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

async function put(workspace: Workspace, space: SpaceRecord, rows: readonly number[], seed = 0): Promise<void> {
  const vectors = new Float32Array(rows.length * DIMS);
  rows.forEach((row, i) => {
    vectors.set(vectorOf(row, seed), i * DIMS);
  });
  const errors = rows.map(() => null);
  await storeVectors(workspace, space, { rows: Uint32Array.from(rows), vectors, errors, only: "all" });
}

/** A workspace of `ROWS` rows, of which the first `filled` have a vector. */
async function open(filled: number): Promise<{ workspace: Workspace; space: SpaceRecord }> {
  const test_ = await openTestWorkspace(ROWS);
  opened.push(test_);
  const { workspace } = test_;
  const space = await externalSpace(workspace, "own", DIMS);
  await put(workspace, space, range(0, filled));
  return { workspace, space };
}

async function create(
  workspace: Workspace,
  parameters: Partial<ProjectionParameters>,
  more: Partial<CreateProjectionRequest> = {},
): Promise<MapRef> {
  await createProjection(workspace, { space: "own", parameters: { epochs: 60, ...parameters }, ...more });
  const { projection, version } = (await listVersions(workspace.database))[0] as MapRef;
  return { projection, version };
}

const layOut = (workspace: Workspace, map: MapRef, signal?: AbortSignal) =>
  layOutProjection(workspace)({ projection: map.projection, version: map.version }, jobContext(signal));

/** Everything that a map holds, as text; floats in full. */
const linesOf = async ({ database }: Workspace, map: MapRef, where = "TRUE"): Promise<string> =>
  JSON.stringify(await database.all(`SELECT * FROM ${mapTable(map)} WHERE ${where} ORDER BY row`));

const files = async (workspace: Workspace): Promise<string[]> => readdir(join(workspace.directory, "projections"));

/** The bytes of the one file that a complete map leaves. */
const fitOf = async (workspace: Workspace): Promise<string> =>
  (await readFile(join(workspace.directory, "projections", (await files(workspace))[0] as string))).toString("base64");

test.each(["umap", "tsne", "pca"] as const)(
  "a map by %s has a finite place for every row",
  async (method) => {
    const { workspace } = await open(ROWS);
    const map = await create(workspace, { method });
    expect(await layOut(workspace, map)).toEqual({ rows: ROWS });
    const lines = await workspace.database.all(`SELECT * FROM ${mapTable(map)} ORDER BY row`);
    expect(lines.map(({ row }) => row)).toEqual(range(0, ROWS));
    for (const { x, y, misfit, placed } of lines) {
      expect(Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(misfit)).toBe(true);
      expect(placed).toBe(0);
    }
    const [version] = await listVersions(workspace.database);
    expect(version).toMatchObject({
      state: "complete",
      fitFile: `${map.projection}-1.fit`,
      outcome: { reducedTo: DIMS },
    });
    expect(await files(workspace)).toEqual([version?.fitFile]);
  },
  60_000,
);

test("a layout says what it is at, in the order of the work, and how far it is without going back", async () => {
  const { workspace } = await open(ROWS);
  const map = await create(workspace, { landmarks: 150 });
  const stages: string[] = [];
  const shares: number[] = [];
  const context = {
    ...jobContext(),
    enter: (stage: string) => stages.push(stage),
    progress: (at: number) => shares.push(at),
  };
  await layOutProjection(workspace)({ projection: map.projection, version: map.version }, context);
  expect([...new Set(stages)]).toEqual(layOutStage.options);
  expect(stages.filter((stage, i) => stage !== stages[i - 1])).toEqual(layOutStage.options);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(100);
}, 60_000);

const stopIn = (stage: string, reason: Problem): JobContext => {
  const stop = new AbortController();
  const enter = (entered: string): void => {
    if (entered === stage) stop.abort(reason);
  };
  return { ...jobContext(stop.signal), enter };
};

test("stopped in any stage it goes on to the same map, cancelled in any stage it leaves nothing", async () => {
  const { workspace } = await open(120);
  workspace.maps = { ...inline(mapTasks), close: async () => undefined };
  const parameters = { landmarks: 100, epochs: 20 };
  const calm = await create(workspace, parameters, { name: "calm" });
  await layOut(workspace, calm);
  const fitFile = (map: MapRef): string => join(workspace.directory, "projections", workspace.mapFiles.fitName(map));
  for (const stage of layOutStage.options) {
    const map = await create(workspace, parameters, { name: stage });
    const run = (context: JobContext) => layOutProjection(workspace)({ ...map }, context);
    const stopping = new Problem("stopping", "The server is stopping.");
    await expect(run(stopIn(stage, stopping)), stage).rejects.toMatchObject({ code: "stopping" });
    await layOut(workspace, map);
    expect(await linesOf(workspace, map), stage).toBe(await linesOf(workspace, calm));
    expect((await readFile(fitFile(map))).equals(await readFile(fitFile(calm))), stage).toBe(true);
    const other = await create(workspace, parameters, { name: `${stage} cancelled` });
    const before = await files(workspace);
    const cancelled = new Problem("cancelled", "The job was cancelled.");
    await expect(layOutProjection(workspace)({ ...other }, stopIn(stage, cancelled)), stage).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(await files(workspace), stage).toEqual(before);
    await expect(linesOf(workspace, other), stage).rejects.toThrow("does not exist");
  }
}, 180_000);

test("above the number of landmarks, rows are placed among them", async () => {
  const { workspace } = await open(ROWS);
  const map = await create(workspace, { landmarks: 100 });
  await layOut(workspace, map);
  const counts = await workspace.database.read((sql) => countMap(sql, map));
  expect(counts).toMatchObject({ rows: ROWS, placed: ROWS - 100, arrived: 0 });
}, 60_000);

test("the map is the same on one thread and on two, and after a stop in the middle", async () => {
  const maps: string[] = [];
  const fits: string[] = [];
  for (const threads of [1, 2]) {
    const { workspace } = await open(ROWS);
    await workspace.maps.close();
    workspace.maps = new MapThreads(threads);
    const map = await create(workspace, { landmarks: 150 });
    await layOut(workspace, map);
    maps.push(await linesOf(workspace, map));
    fits.push(await fitOf(workspace));
  }
  const { workspace, space } = await open(ROWS);
  const map = await create(workspace, { landmarks: 150 });
  const stopped = new AbortController();
  const { writeLayout } = workspace.mapFiles;
  let states = 0;
  workspace.mapFiles.writeLayout = async (...state) => {
    await writeLayout(...state);
    if (++states === 4) stopped.abort(new Problem("stopping", "The server is stopping."));
  };
  await expect(layOut(workspace, map, stopped.signal)).rejects.toMatchObject({ code: "stopping" });
  expect((await files(workspace)).sort()).toEqual([`${map.projection}-1.layout`, `${map.projection}-1.reduced`]);
  workspace.mapFiles.writeLayout = writeLayout;
  // What changed since is not what the layout goes on with.
  await put(workspace, space, [3], 9);
  await layOut(workspace, map);
  maps.push(await linesOf(workspace, map));
  fits.push(await fitOf(workspace));
  expect(new Set(fits).size).toBe(1);
  const others = (lines: string) => JSON.parse(lines).filter(({ row }: { row: number }) => row !== 3);
  expect(maps[1]).toBe(maps[0]);
  expect(others(maps[2] as string)).toEqual(others(maps[0] as string));
  expect(maps[2]).not.toBe(maps[0]);
}, 90_000);

test("a layout whose kept state is damaged begins anew", async () => {
  const { workspace } = await open(100);
  const map = await create(workspace, {});
  const stopped = new AbortController();
  const { writeLayout } = workspace.mapFiles;
  workspace.mapFiles.writeLayout = async (...state) => {
    await writeLayout(...state);
    stopped.abort(new Problem("stopping", "The server is stopping."));
  };
  await expect(layOut(workspace, map, stopped.signal)).rejects.toMatchObject({ code: "stopping" });
  workspace.mapFiles.writeLayout = writeLayout;
  await writeFile(join(workspace.directory, "projections", `${map.projection}-1.reduced`), "torn");
  expect(await layOut(workspace, map)).toEqual({ rows: 100 });
}, 60_000);

test("rows that come, change or go while a map is laid out are on it as they are when it is complete", async () => {
  const { workspace, space } = await open(200);
  const map = await create(workspace, {});
  const { writeLayout, writeFit } = workspace.mapFiles;
  workspace.mapFiles.writeLayout = async (...state) => {
    workspace.mapFiles.writeLayout = writeLayout;
    await put(workspace, space, range(200, 220));
    await put(workspace, space, [5, 6], 7);
    await workspace.database.write((tx) => removeRows(tx, [10, 11]));
    workspace.live.clear([10, 11]);
    await writeLayout(...state);
  };
  workspace.mapFiles.writeFit = async (...fit) => {
    await writeFit(...fit);
    await put(workspace, space, [7], 8);
  };
  expect(await layOut(workspace, map)).toEqual({ rows: 218 });
  const arrived = await workspace.database.all(`SELECT row FROM ${mapTable(map)} WHERE placed = 2 ORDER BY row`);
  expect(arrived.map(({ row }) => row)).toEqual([5, 6, 7, ...range(200, 220)]);
  // The vectors that they have now, not those of before.
  const before = await linesOf(workspace, map, "placed = 2");
  await put(workspace, space, [5, 6], 7);
  await put(workspace, space, [7], 8);
  expect(await linesOf(workspace, map, "placed = 2")).toBe(before);
  expect(await workspace.database.all("SELECT * FROM map_changes")).toEqual([]);
}, 60_000);

test("new rows have the same places whether they come one by one, in one batch, or backwards", async () => {
  const arrivals = range(180, ROWS);
  const ways: ((one: (rows: number[]) => Promise<void>) => Promise<void>)[] = [
    (store) => store(arrivals),
    async (store) => {
      for (const row of arrivals) await store([row]);
    },
    async (store) => {
      for (let start = 210; start >= 180; start -= 30) await store(range(start, start + 30));
    },
  ];
  const maps: string[] = [];
  for (const arrive of ways) {
    const { workspace, space } = await open(180);
    const map = await create(workspace, { landmarks: 120 });
    await layOut(workspace, map);
    await arrive((rows) => put(workspace, space, rows));
    maps.push(await linesOf(workspace, map));
    expect(await workspace.database.read((sql) => countMap(sql, map))).toMatchObject({ rows: ROWS, arrived: 60 });
  }
  expect(maps[1]).toBe(maps[0]);
  expect(maps[2]).toBe(maps[0]);
}, 120_000);

test("a map that is completed while vectors are on their way does not miss them", async () => {
  const { workspace, space } = await open(200);
  const map = await create(workspace, {});
  const { write } = workspace.vectors;
  let isFirst = true;
  workspace.vectors.write = async (...segment) => {
    const written = await write.apply(workspace.vectors, segment);
    if (isFirst) {
      isFirst = false;
      // Long enough that the places of other maps are worked out before this one is complete.
      await layOut(workspace, map);
    }
    return written;
  };
  await put(workspace, space, range(200, 210));
  expect(await workspace.database.read((sql) => countMap(sql, map))).toMatchObject({ rows: 210, arrived: 10 });
}, 60_000);

test("on the map of a filter those new rows come that meet it", async () => {
  const { workspace, space } = await open(200);
  const map = await create(workspace, {}, { filter: 'key != "k203"' });
  await layOut(workspace, map);
  await put(workspace, space, range(200, 206));
  const arrived = await workspace.database.all(`SELECT row FROM ${mapTable(map)} WHERE placed = 2 ORDER BY row`);
  expect(arrived.map(({ row }) => row)).toEqual([200, 201, 202, 204, 205]);
}, 60_000);

test("a map of the rows on a newer map takes in rows that arrive on that", async () => {
  const { workspace, space } = await open(200);
  const whole = await create(workspace, {}, { name: "whole" });
  await layOut(workspace, whole);
  const on = await create(workspace, {}, { name: "on", filter: 'mapped("whole")' });
  await layOut(workspace, on);
  await relayProjection(workspace, "whole", {});
  await layOut(workspace, (await listVersions(workspace.database))[0] as MapRef);
  await put(workspace, space, range(200, 206));
  expect((await getProjection(workspace, "on")).versions[0]).toMatchObject({ rows: 206, unmapped: 0 });
}, 60_000);

test("a layout whose kept state is damaged begins anew, to the same map", async () => {
  const calm = await open(200);
  const first = await create(calm.workspace, {});
  await layOut(calm.workspace, first);
  const { workspace } = await open(200);
  const map = await create(workspace, {});
  const { readLayout } = workspace.mapFiles;
  workspace.mapFiles.readLayout = async () => new Uint8Array(new SharedArrayBuffer(64)).fill(7);
  await layOut(workspace, map);
  workspace.mapFiles.readLayout = readLayout;
  expect(await fitOf(workspace)).toBe(await fitOf(calm.workspace));
}, 60_000);

test("a check of the stores finds rows that are missing on a map", async () => {
  const { workspace } = await open(200);
  const map = await create(workspace, {}, { name: "Map" });
  await layOut(workspace, map);
  const check = async () => (await checkStores(workspace)({ dropDamaged: false }, jobContext())).failed;
  expect(await check()).toEqual([]);
  await workspace.database.write((tx) => tx.run(`DELETE FROM ${mapTable(map)} WHERE row < 3`));
  expect(await check()).toMatchObject([
    { item: "Map", code: "inconsistent", message: expect.stringMatching(/^3 rows/) },
  ]);
}, 60_000);

test("a map whose fit is gone stays without the rows that arrive and says so; the check finds it", async () => {
  const { workspace, space } = await open(200);
  const map = await create(workspace, {});
  await layOut(workspace, map);
  await workspace.mapFiles.remove(map);
  workspace.fits.forget(`${map.projection}-1.fit`);
  await put(workspace, space, range(200, 210));
  expect(workspace.live.has(space.id, 205)).toBe(true);
  const [version] = (await getProjection(workspace, "own")).versions;
  expect(version).toMatchObject({ state: "complete", rows: 200, unmapped: 10, hint: "fit-unreadable" });
  const { failed } = await checkStores(workspace)({ dropDamaged: false }, jobContext());
  expect(failed).toMatchObject([{ code: "inconsistent" }, { code: "damaged" }]);
}, 60_000);

test("a projection that is deleted while it is laid out leaves nothing", async () => {
  const { workspace } = await open(200);
  const map = await create(workspace, {});
  const { writeFit } = workspace.mapFiles;
  workspace.mapFiles.writeFit = async (...fit) => {
    await writeFit(...fit);
    await deleteProjection(workspace, "own");
  };
  await expect(layOut(workspace, map)).rejects.toMatchObject({ code: "cancelled" });
  expect(await files(workspace)).toEqual([]);
  expect(await workspace.database.all("SELECT * FROM duckdb_tables() WHERE table_name LIKE 'map_1%'")).toEqual([]);
  expect(await listVersions(workspace.database)).toEqual([]);
}, 60_000);
