import { Problem } from "@pomona/contract/problems";
import type { Transaction } from "../store/database.ts";
import {
  type FunctionRecord,
  functionById,
  functionVersion,
  setVersionState,
  updateFunction,
} from "../store/function-table.ts";
import { appendScores, dropScoreTable, scoreTable } from "../store/score-tables.ts";
import { listSpaces } from "../store/space-table.ts";
import { int } from "../store/sql-values.ts";
import type { JobContext, JobHandler } from "./background-work.ts";
import { compiledVersion } from "./live-functions.ts";
import type { Workspace } from "./workspace.ts";

/** Scores stored per transaction: what a crash can cost, and the grain of cancel. */
const CHUNK_ROWS = 65_536;

/** Asks for the newest version of a function to be scored over every row of its space. */
export const requestScoring = (workspace: Workspace, record: FunctionRecord): Promise<string> =>
  workspace.jobs.add(
    "score",
    { function: String(record.id), version: record.version },
    { title: `Score "${record.name}"`, subject: `${record.id}:${record.version}` },
  );

/** Rows of the space with a vector and no score yet. What is missing is read from the tables, so a crash needs no bookkeeping. */
async function missingRows(workspace: Workspace, record: FunctionRecord, version: number): Promise<number[]> {
  const [rows = []] = await workspace.database.read((sql) =>
    sql.columns(
      `SELECT row FROM embeddings WHERE space = ? AND state = 'ready'
       AND row NOT IN (SELECT row FROM ${scoreTable(record.id, version)}) ORDER BY row`,
      [record.space],
    ),
  );
  return rows as number[];
}

/** Scores what a version lacks, in one scan; when nothing is missing any more, the version takes over. */
export const scoreFunction =
  (workspace: Workspace): JobHandler<"score"> =>
  async (input, context) => {
    const id = Number(input.function);
    try {
      return await completeVersion(workspace, id, input.version, context);
    } catch (error) {
      if (!context.signal.aborted) {
        const reason = error instanceof Error ? error.message : String(error);
        await workspace.database.write((tx) => setVersionState(tx, id, input.version, "failed", reason));
      }
      throw error;
    }
  };

async function completeVersion(
  workspace: Workspace,
  id: number,
  version: number,
  context: JobContext,
): Promise<{ done: number }> {
  let done = 0;
  let fruitless = 0;
  for (;;) {
    const record = await functionById(workspace.database, id);
    // Deleted, or edited again: its newer version has a job of its own.
    if (!record || record.version !== version) return { done };
    const missing = await missingRows(workspace, record, version);
    if (missing.length === 0) {
      if (await workspace.database.write((tx) => takeOver(workspace, tx, id, version))) return { done };
      continue;
    }
    const scores = await scoreAll(workspace, record, version, context.signal);
    const total = done + missing.length;
    const before = done;
    for (let start = 0; start < missing.length; start += CHUNK_ROWS) {
      context.signal.throwIfAborted();
      const rows = missing.slice(start, start + CHUNK_ROWS);
      done += await workspace.database.write((tx) =>
        storeChunk(tx, { id, version, space: record.space }, rows, scores),
      );
      context.progress(done, total);
    }
    fruitless = done === before ? fruitless + 1 : 0;
    if (fruitless === 3)
      throw new Problem(
        "internal",
        `${missing.length} rows of the function "${record.name}" cannot be scored: their vectors are not in any segment. Embed them again, then run pomona function rescore.`,
      );
  }
}

async function scoreAll(
  workspace: Workspace,
  record: FunctionRecord,
  versionNumber: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const version = await functionVersion(workspace.database, record.id, versionNumber);
  const space = (await listSpaces(workspace.database)).find((candidate) => candidate.id === record.space);
  if (!version || !space) throw new Problem("function-not-found", `The function "${record.name}" was deleted.`);
  const [column] = await workspace.vectors.score(
    workspace.live.target(space.id, space.dims),
    [compiledVersion(version, space.dims)],
    { signal },
  );
  return column ?? new Float32Array(0);
}

/** Stores the scores of those rows that are still there and still lack one: a vector replaced meanwhile was scored with it. */
async function storeChunk(
  tx: Transaction,
  target: { id: number; version: number; space: number },
  rows: number[],
  scores: Float32Array,
): Promise<number> {
  const record = await functionById(tx, target.id);
  if (!record || record.version !== target.version) return 0;
  const first = rows[0] as number;
  const last = rows.at(-1) as number;
  const [still = []] = await tx.columns(
    `SELECT row FROM embeddings WHERE space = ? AND state = 'ready' AND row BETWEEN ? AND ?
     AND row NOT IN (SELECT row FROM ${scoreTable(target.id, target.version)}) ORDER BY row`,
    [target.space, first, last],
  );
  const kept = (still as number[]).filter((row) => row < scores.length && !Number.isNaN(scores[row]));
  await appendScores(
    tx,
    { function: target.id, version: target.version },
    {
      rows: Uint32Array.from(kept),
      scores: Float32Array.from(kept, (row) => scores[row] as number),
      replaces: false,
    },
  );
  return kept.length;
}

/** Makes a complete version the served one and drops the scores of the one before. False when rows came in meanwhile. */
async function takeOver(workspace: Workspace, tx: Transaction, id: number, version: number): Promise<boolean> {
  const record = await functionById(tx, id);
  if (!record || record.version !== version) return true;
  const missing = int(
    (
      await tx.one(
        `SELECT count(*) AS n FROM embeddings WHERE space = ? AND state = 'ready' AND row NOT IN (SELECT row FROM ${scoreTable(id, version)})`,
        [record.space],
      )
    )?.n,
  );
  if (missing > 0) return false;
  await setVersionState(tx, id, version, "complete");
  if (record.servedVersion === version) return true;
  if (record.servedVersion !== null) await dropScoreTable(workspace.database, tx, id, record.servedVersion);
  await updateFunction(tx, { ...record, servedVersion: version });
  return true;
}
