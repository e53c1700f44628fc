import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { systemClock } from "../config/clock.ts";
import { BlobStore } from "../media/blobs.ts";
import { UploadStore } from "../media/uploads.ts";
import { planRow } from "../store/catalog.fixture.ts";
import { Database } from "../store/database.ts";
import { LiveVectors } from "../store/live-vectors.ts";
import { MapFiles } from "../store/map-files.ts";
import { RowKeys } from "../store/row-keys.ts";
import { appendRows } from "../store/row-table.ts";
import { migrate } from "../store/schema.ts";
import { createSegmentStore } from "../store/segment-store.ts";
import type { SpaceRecord } from "../store/space-table.ts";
import { MapThreads } from "../workers/map-threads.ts";
import { ScoreThreads } from "../workers/score-threads.ts";
import { spawnWorker } from "../workers/spawn.ts";
import { TrainingThreads } from "../workers/training-threads.ts";
import { WhiteningThreads } from "../workers/whitening-threads.ts";
import type { JobContext } from "./background-work.ts";
import { ScoreColumns } from "./functions/score-columns.ts";
import { MapFits } from "./projections/map-fits.ts";
import { createExternalSpace } from "./spaces/create-space.ts";
import { storeVectors } from "./spaces/store-vectors.ts";
import type { Workspace } from "./workspace.ts";

/** A workspace on real stores in a temporary folder, without models; jobs are noted, not run. */
export interface TestWorkspace {
  workspace: Workspace;
  /** Kinds of the jobs asked for. */
  jobs: string[];
  close(): Promise<void>;
}

/** Has `rowCount` text rows with the keys k0, k1…, whose ordinals are 0, 1…. */
export async function openTestWorkspace(rowCount: number): Promise<TestWorkspace> {
  const directory = await mkdtemp(join(tmpdir(), "pomona-workspace-"));
  const database = await Database.open(join(directory, "catalog.duckdb"));
  await migrate(database);
  await database.write(async (tx) => {
    const rows = Array.from({ length: rowCount }, (_, row) => planRow({ key: `k${row}` }, row));
    await appendRows(tx, rows, []);
    await tx.run("UPDATE settings SET value = ? WHERE name = 'next_ordinal'", [String(rowCount)]);
  });
  const jobs: string[] = [];
  const keys = new RowKeys(database);
  const whitening = new WhiteningThreads();
  const scoring = new ScoreThreads(1);
  const training = new TrainingThreads();
  const maps = new MapThreads(1);
  const grouping = new MapThreads(1);
  const mapFiles = new MapFiles(join(directory, "projections"));
  const fits = new MapFits({ files: mapFiles, threads: new MapThreads(1) });
  const vectors = createSegmentStore({ directory: join(directory, "vectors"), threads: 1, spawn: spawnWorker });
  const workspace: Workspace = {
    directory,
    database,
    vectors,
    columns: new ScoreColumns(vectors),
    live: await LiveVectors.load(database),
    keys,
    embedding: {} as Workspace["embedding"],
    whitening,
    scoring,
    training,
    maps,
    grouping,
    mapFiles,
    fits,
    blobs: new BlobStore(join(directory, "blobs")),
    uploads: new UploadStore(join(directory, "uploads")),
    jobs: {
      add: async (kind) => {
        jobs.push(kind);
        return kind;
      },
      cancel: async () => undefined,
    },
    clock: systemClock,
    log: pino({ level: "silent" }),
    limits: { pixels: 1, textBytes: 1, fileBytes: 1 },
  };
  return {
    workspace,
    jobs,
    close: async () => {
      await whitening.close();
      await scoring.close();
      await training.close();
      await maps.close();
      await grouping.close();
      await fits.close();
      await vectors.close();
      await keys.close();
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A test workspace with the space "mine", whose vectors come from outside. */
export interface TestSpace extends TestWorkspace {
  space: SpaceRecord;
}

export async function openTestSpace(rowCount: number, dims: number): Promise<TestSpace> {
  const opened = await openTestWorkspace(rowCount);
  return { ...opened, space: await externalSpace(opened.workspace, "mine", dims) };
}

export const externalSpace = (workspace: Workspace, name: string, dims: number): Promise<SpaceRecord> =>
  createExternalSpace(workspace, { name, dims, modalities: ["text"] });

/** So many ordinals from the first on. */
export const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

/** The unit vector of a row in tests: no two rows of one seed point the same way. */
export function directionOf(row: number, dims: number, seed = 0): Float32Array {
  const vector = Float32Array.from({ length: dims }, (_, i) => Math.sin((row + 1) * (i + 1) + seed));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Stores one segment with the vectors of some rows, replacing those there are. */
export async function storeSegment(
  workspace: Workspace,
  space: SpaceRecord,
  rows: readonly number[],
  seed = 0,
): Promise<void> {
  const vectors = new Float32Array(rows.length * space.dims);
  rows.forEach((row, i) => {
    vectors.set(directionOf(row, space.dims, seed), i * space.dims);
  });
  await storeVectors(workspace, space, {
    rows: Uint32Array.from(rows),
    vectors,
    errors: rows.map(() => null),
    only: "all",
  });
}

/** What a running job is given, in tests. */
export const jobContext = (signal: AbortSignal = new AbortController().signal): JobContext => ({
  id: "job",
  signal,
  doneBefore: 0,
  enter: () => undefined,
  progress: () => undefined,
  fail: async () => undefined,
  forgetFailures: async () => undefined,
  resumeFrom: null,
  checkpoint: async () => undefined,
});
