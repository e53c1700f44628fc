import { gatherVectors } from "@pomona/compute/gather";
import { scoreVectors } from "@pomona/compute/score-vectors";
import type { CompiledScorer } from "@pomona/compute/scorer";
import type { ItemFailure } from "@pomona/contract/imports";
import { Problem } from "@pomona/contract/problems";
import type { EmbedError } from "../models/embedder.ts";
import type { SqlValue, Transaction } from "../store/database.ts";
import { IN_ORDINALS, ordinalList } from "../store/row-table.ts";
import { appendScores } from "../store/score-tables.ts";
import { appendEmbeddings, type EmbeddingLine, insertReady, insertSegment } from "../store/segment-table.ts";
import { nextId, type SpaceRecord } from "../store/space-table.ts";
import { int } from "../store/sql-values.ts";
import type { Segment, WrittenSegment } from "../store/vector-store.ts";
import { deriveVectors, fittedChildren } from "./derived-vectors.ts";
import { compiledVersion, liveVersions } from "./live-functions.ts";
import type { Workspace } from "./workspace.ts";

export interface VectorBatch {
  /** Ordinals in ascending order. */
  rows: Uint32Array;
  /** rows.length * dims float32, unit vectors; ignored where `errors` has a reason. */
  vectors: Float32Array;
  errors: (EmbedError | null)[];
  /**
   * Which of the rows still want this vector when it is committed: those that wait for it (`pending`), those without
   * any state in the space (`missing`), or `all`, replacing what is there.
   */
  only: "pending" | "missing" | "all";
}

/** The vectors of one space on their way into a transaction. */
interface Part {
  space: SpaceRecord;
  rows: Uint32Array;
  vectors: Float32Array;
  written: WrittenSegment | null;
}

const FAILURE_CODES = {
  empty: "empty",
  decode: "corrupt",
  too_large: "too-large",
  unsupported: "unsupported",
  model: "model",
} as const;

/** The rows of a batch that have a vector, packed. */
function packReady(batch: VectorBatch, dims: number): { rows: Uint32Array; vectors: Float32Array } {
  if (batch.errors.every((error) => error === null)) return batch;
  const positions = Array.from(batch.rows.keys()).filter((position) => batch.errors[position] === null);
  const rows = Uint32Array.from(positions, (position) => batch.rows[position] as number);
  return { rows, vectors: gatherVectors(batch.vectors, positions, dims) };
}

/**
 * Stores vectors and, in the same transaction, everything that follows from them: the rows' states, their vectors in
 * derived spaces, and their scores in every live function of those spaces. So no row that has a vector is ever
 * silently unscored, whatever happens in between.
 */
export async function storeVectors(
  workspace: Workspace,
  space: SpaceRecord,
  batch: VectorBatch,
): Promise<{ ready: number; failures: ItemFailure[] }> {
  for (;;) {
    try {
      return await storeOnce(workspace, space, batch);
    } catch (error) {
      if (!(error instanceof ChildFitted)) throw error;
    }
  }
}

/** A derived space was fitted since its vectors of the batch would have been worked out. */
class ChildFitted extends Error {}

async function storeOnce(
  workspace: Workspace,
  space: SpaceRecord,
  batch: VectorBatch,
): Promise<{ ready: number; failures: ItemFailure[] }> {
  const { database, vectors, live } = workspace;
  const own = packReady(batch, space.dims);
  const parts: Part[] = [{ space, ...own, written: null }];
  if (own.rows.length > 0)
    for (const child of await fittedChildren(database, space))
      parts.push({
        space: child,
        rows: own.rows,
        vectors: await deriveVectors(workspace, child, own.vectors),
        written: null,
      });
  for (const part of parts)
    if (part.rows.length > 0)
      part.written = await vectors.write(part.space.id, part.space.dims, part.rows, part.vectors);

  const outcome = await database.write(async (tx) => {
    const alive = await rowsToStore(tx, space, batch);
    const segments: { space: number; segment: Segment; rows: number[] }[] = [];
    for (const part of await partsToStore(tx, space, parts)) {
      const kept = Array.from(part.rows).filter((row) => alive.has(row));
      if (!part.written || kept.length === 0) continue;
      const segment = await nextId(tx);
      await insertSegment(tx, segment, part.space.id, part.written, workspace.clock());
      await tx.run(`DELETE FROM embeddings WHERE space = ? AND row ${IN_ORDINALS}`, [part.space.id, ordinalList(kept)]);
      await insertReady(tx, part.space.id, segment, kept);
      await scoreNew(tx, part, alive, batch.only === "all");
      segments.push({
        space: part.space.id,
        segment: { id: segment, ...part.written },
        rows: kept,
      });
    }
    return { segments, failures: await storeErrors(tx, space, batch, alive) };
  });
  for (const { space: id, segment, rows } of outcome.segments) live.add(id, segment, rows);
  return {
    ready: outcome.segments.find((entry) => entry.space === space.id)?.rows.length ?? 0,
    failures: outcome.failures,
  };
}

/** Rows of the batch that are still there and still want its vectors. */
async function rowsToStore(tx: Transaction, space: SpaceRecord, batch: VectorBatch): Promise<Set<number>> {
  const list = ordinalList(batch.rows);
  const [query, values] = {
    pending: [`embeddings WHERE space = ? AND state = 'pending' AND row ${IN_ORDINALS}`, [space.id, list]],
    missing: [
      `rows WHERE row ${IN_ORDINALS} AND row NOT IN (SELECT row FROM embeddings WHERE space = ?)`,
      [list, space.id],
    ],
    all: [`rows WHERE row ${IN_ORDINALS}`, [list]],
  }[batch.only] as [string, SqlValue[]];
  const [rows = []] = await tx.columns(`SELECT row FROM ${query}`, values);
  return new Set((rows as number[]).map(Number));
}

/** Parts whose space is still there; Problem `space-not-found` when the batch's own is not, ChildFitted when one is missing. */
async function partsToStore(tx: Transaction, space: SpaceRecord, parts: Part[]): Promise<Part[]> {
  const [ids = []] = await tx.columns("SELECT id FROM spaces");
  const known = new Set((ids as number[]).map(Number));
  if (!known.has(space.id)) throw new Problem("space-not-found", `The space "${space.name}" was deleted meanwhile.`);
  const covered = new Set(parts.map((part) => part.space.id));
  const isLate = (child: SpaceRecord): boolean => !covered.has(child.id);
  if (parts[0]?.written && (await fittedChildren(tx, space)).some(isLate)) throw new ChildFitted();
  return parts.filter((part) => known.has(part.space.id));
}

/** Multiplications scored at a stretch: some 20 ms of this thread, before it looks up. */
const STRETCH = 100_000_000;

/** Scores of a part's vectors in one version; other work gets a turn between stretches. */
async function scoreInTurns(part: Part, scorer: CompiledScorer): Promise<Float32Array> {
  const { dims } = part.space;
  const anchors = (scorer.positives.length + scorer.negatives.length) / dims;
  const step = Math.max(1, Math.floor(STRETCH / (dims * anchors)));
  const scores = new Float32Array(part.rows.length);
  for (let start = 0; start < scores.length; start += step) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve));
    scores.set(scoreVectors(part.vectors.subarray(start * dims, (start + step) * dims), dims, scorer), start);
  }
  return scores;
}

async function scoreNew(tx: Transaction, part: Part, alive: Set<number>, replaces: boolean): Promise<void> {
  const kept = Array.from(part.rows.keys()).filter((position) => alive.has(part.rows[position] as number));
  const rows = Uint32Array.from(kept, (position) => part.rows[position] as number);
  for (const version of await liveVersions(tx, part.space.id)) {
    const scores = await scoreInTurns(part, compiledVersion(version, part.space.dims));
    const keptScores = Float32Array.from(kept, (position) => scores[position] as number);
    await appendScores(tx, version, { rows, scores: keptScores, replaces });
  }
}

async function storeErrors(
  tx: Transaction,
  space: SpaceRecord,
  batch: VectorBatch,
  alive: Set<number>,
): Promise<ItemFailure[]> {
  const lines: EmbeddingLine[] = [];
  batch.errors.forEach((error, position) => {
    const row = batch.rows[position] as number;
    if (error && alive.has(row))
      lines.push({
        row,
        state: "failed",
        segment: null,
        errorCode: FAILURE_CODES[error.code],
        errorMessage: error.message,
      });
  });
  if (lines.length === 0) return [];
  const list = ordinalList(lines.map((line) => line.row));
  await tx.run(`DELETE FROM embeddings WHERE space = ? AND row ${IN_ORDINALS}`, [space.id, list]);
  await appendEmbeddings(tx, space.id, lines);
  const keys = new Map(
    (await tx.all(`SELECT row, key FROM rows WHERE row ${IN_ORDINALS}`, [list])).map((row) => [
      int(row.row),
      row.key as string,
    ]),
  );
  return lines.map((line) => ({
    item: keys.get(line.row) ?? String(line.row),
    code: line.errorCode as ItemFailure["code"],
    message: line.errorMessage ?? "",
  }));
}
