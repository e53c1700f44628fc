import { gatherVectors } from "@pomona/compute/gather";
import type { ItemFailure } from "@pomona/contract/imports";
import { Problem } from "@pomona/contract/problems";
import type { EmbedError } from "../../models/embedder.ts";
import type { SqlValue, Transaction } from "../../store/database.ts";
import { versionsOfSpace } from "../../store/function-table.ts";
import { IN_ORDINALS, ordinalList } from "../../store/row-table.ts";
import { appendScores, removeScores } from "../../store/score-tables.ts";
import { appendEmbeddings, type EmbeddingLine, insertReady, insertSegment } from "../../store/segment-table.ts";
import { nextId, type SpaceRecord } from "../../store/space-table.ts";
import { int } from "../../store/sql-values.ts";
import type { Segment, WrittenSegment } from "../../store/vector-store.ts";
import { queueScored } from "../automations/queue-rows.ts";
import { wakeAutomations } from "../automations/wake-automations.ts";
import { type LiveScorer, liveScorers } from "../functions/live-functions.ts";
import type { Places } from "../projections/map-fits.ts";
import { forgetPlaces, placeArrivals, storePlaces } from "../projections/place-arrivals.ts";
import type { Workspace } from "../workspace.ts";
import { deriveVectors, fittedChildren } from "./derived-vectors.ts";

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
  /** Scores of its vectors by the key of a live version, worked out before the transaction. */
  scores: Map<string, Float32Array>;
  /** Where they lie on complete maps, worked out before the transaction. */
  places: Map<number, Places>;
}

const newPart = (space: SpaceRecord, rows: Uint32Array, vectors: Float32Array): Part => ({
  space,
  rows,
  vectors,
  written: null,
  scores: new Map(),
  places: new Map(),
});

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
 * derived spaces, their scores in every live function of those spaces, and their places on every complete map. So no row
 * that has a vector is ever silently unscored, or missing on a map, whatever happens in between.
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
  const parts = [newPart(space, own.rows, own.vectors)];
  if (own.rows.length > 0)
    for (const child of await fittedChildren(database, space))
      parts.push(newPart(child, own.rows, await deriveVectors(workspace, child, own.vectors)));
  for (const part of parts) {
    if (part.rows.length === 0) continue;
    const [written] = await Promise.all([
      vectors.write(part.space.id, part.space.dims, part.rows, part.vectors),
      scorePart(workspace, part, await liveScorers(database, part.space)),
      placeArrivals(workspace, database, part),
    ]);
    part.written = written;
  }

  const outcome = await database.write(async (tx) => {
    const alive = await rowsToStore(tx, space, batch);
    await queueScored(
      tx,
      parts.map((part) => part.space.id),
      own.rows.filter((row) => alive.has(row)),
    );
    const segments: { space: number; segment: Segment; rows: number[] }[] = [];
    for (const part of await partsToStore(tx, space, parts)) {
      const kept = Array.from(part.rows).filter((row) => alive.has(row));
      if (!part.written || kept.length === 0) continue;
      const segment = await nextId(tx);
      await insertSegment(tx, segment, part.space.id, part.written, workspace.clock());
      await forgetVectors(tx, part.space.id, kept);
      await insertReady(tx, part.space.id, segment, kept);
      await storeScores(workspace, tx, part, alive);
      await storePlaces(workspace, tx, part, new Set(kept));
      segments.push({
        space: part.space.id,
        segment: { id: segment, ...part.written },
        rows: kept,
      });
    }
    return { segments, failures: await storeErrors(tx, space, batch, alive) };
  });
  for (const { space: id, segment, rows } of outcome.segments) live.add(id, segment, rows);
  await wakeAutomations(workspace);
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

/** Removes the state of rows in a space, and the scores and places of the vectors they had there. */
export async function forgetVectors(tx: Transaction, space: number, rows: readonly number[]): Promise<void> {
  const where = `space = ? AND row ${IN_ORDINALS}`;
  const values = [space, ordinalList(rows)];
  const [ready = []] = await tx.columns(`SELECT row FROM embeddings WHERE state = 'ready' AND ${where}`, values);
  if (ready.length > 0) {
    for (const version of await versionsOfSpace(tx, space)) await removeScores(tx, version, ready as number[]);
    await forgetPlaces(tx, space, ready as number[]);
  }
  await tx.run(`DELETE FROM embeddings WHERE ${where}`, values);
}

/** Scores the vectors of a part by those live versions it is not scored by yet, all in one pass. */
async function scorePart(
  workspace: Pick<Workspace, "scoring">,
  { space, vectors, scores }: Part,
  live: LiveScorer[],
): Promise<void> {
  const lacking = live.filter(({ key }) => !scores.has(key));
  if (lacking.length === 0) return;
  const scorers = lacking.map(({ scorer }) => scorer);
  const columns = await workspace.scoring.score(vectors, space.dims, scorers);
  for (const [index, { key }] of lacking.entries()) scores.set(key, columns[index] as Float32Array);
}

/** Stores the scores of the rows that are kept, in every version that is live now; one made meanwhile is scored here. */
async function storeScores(
  workspace: Pick<Workspace, "scoring">,
  tx: Transaction,
  part: Part,
  alive: Set<number>,
): Promise<void> {
  const live = await liveScorers(tx, part.space);
  await scorePart(workspace, part, live);
  const kept = Array.from(part.rows.keys()).filter((position) => alive.has(part.rows[position] as number));
  const rows = Uint32Array.from(kept, (position) => part.rows[position] as number);
  for (const version of live) {
    const scores = part.scores.get(version.key) as Float32Array;
    const keptScores =
      kept.length === scores.length ? scores : Float32Array.from(kept, (position) => scores[position] as number);
    await appendScores(tx, version, { rows, scores: keptScores, replaces: false });
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
  const rows = lines.map((line) => line.row);
  const list = ordinalList(rows);
  await forgetVectors(tx, space.id, rows);
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
