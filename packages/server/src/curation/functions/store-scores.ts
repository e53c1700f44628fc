import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { andBits, andNotBits, countBits, createBitset, setBit } from "@pomona/compute/bitset";
import type { CompiledScorer } from "@pomona/compute/scorer";
import { inTurns } from "../../config/give-turn.ts";
import type { Transaction } from "../../store/database.ts";
import { functionById } from "../../store/function-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { writeScoreFile } from "../../store/score-file.ts";
import { insertScores, type OrdinalRange, readyBits, scoredBits, type VersionRef } from "../../store/score-tables.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import type { Bitset, ScanTarget } from "../../store/vector-store.ts";
import type { JobContext } from "../background-work.ts";
import type { Workspace } from "../workspace.ts";
import { takeOver } from "./take-over.ts";

/** Scores stored per transaction: what a crash can cost, and the grain of progress. Some 200 ms. */
const CHUNK_SCORES = 1 << 22;

/** A version that is scored in a pass. */
export interface PassMember extends VersionRef {
  scorer?: CompiledScorer;
  context: Pick<JobContext, "signal" | "progress">;
  /** Rows stored by its job. */
  done: number;
  /** Rows that lacked a score before the pass. */
  missing: number;
  isOver: boolean;
  /** It has taken over, or was deleted or edited meanwhile. */
  isComplete?: boolean;
}

/** One scan of a space for several versions. */
export interface ScoringPass {
  space: SpaceRecord;
  target: ScanTarget;
  members: PassMember[];
}

/**
 * Stores the score columns of a pass, one for each member, a few in a transaction. Returns
 * the members that could not be stored, and why.
 */
export async function storePass(
  workspace: Pick<Workspace, "database" | "directory" | "clock">,
  pass: ScoringPass,
  columns: Float32Array[],
): Promise<Map<PassMember, unknown>> {
  const failed = new Map<PassMember, unknown>();
  const isWanted = (member: PassMember): boolean =>
    !member.isOver && !member.isComplete && !member.context.signal.aborted && !failed.has(member);
  const before = pass.members.map(({ done }) => done);
  let folder: string | null = null;
  try {
    folder = await mkdtemp(join(workspace.directory, "scoring-"));
    const path = join(folder, "scores.parquet");
    const length = pass.target.owners.length;
    for (let first = 0; first < length && pass.members.some(isWanted); first += CHUNK_SCORES) {
      const range = { first, count: Math.min(CHUNK_SCORES, length - first) };
      const file = columns.map((column) => column.subarray(first, first + range.count));
      await writeScoreFile(path, file);
      const scored = await finiteBits(file[0] as Float32Array);
      const chunk: Chunk = { space: pass.space.id, path, range, scored, ready: null };
      const together = Math.max(1, Math.floor(CHUNK_SCORES / range.count));
      for (let column = 0; column < pass.members.length; column += together) {
        const batch = pass.members.slice(column, column + together).filter(isWanted);
        try {
          const stored = await workspace.database.write(
            (tx) =>
              storeColumns(
                workspace,
                tx,
                chunk,
                new Map(batch.map((member) => [member, pass.members.indexOf(member)])),
              ),
            { sharesCheckpoint: true },
          );
          for (const [member, { rows, isComplete }] of stored) {
            member.done += rows;
            member.isComplete = isComplete;
            member.context.progress(member.done, (before[pass.members.indexOf(member)] as number) + member.missing);
          }
        } catch (error) {
          for (const member of batch) failed.set(member, error);
        }
      }
    }
  } catch (error) {
    for (const member of pass.members.filter(isWanted)) failed.set(member, error);
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
  return failed;
}

/** The places at which a column has a score. */
async function finiteBits(column: Float32Array): Promise<Bitset> {
  const bits = createBitset(column.length);
  await inTurns(column.length, (start, end) => {
    for (let i = start; i < end; i++) if (!Number.isNaN(column[i])) setBit(bits, i);
  });
  return bits;
}

/** Scores of a range of ordinals, in a score file. */
interface Chunk {
  space: number;
  path: string;
  range: OrdinalRange;
  /** Rows that have a score in the file; bit 0 is the first of the range. */
  scored: Bitset;
  /** Rows of the range that have a vector in the space, as of a generation of the catalog. */
  ready: { bits: Bitset; generation: number | null } | null;
}

/**
 * Stores the scores of those rows that are still there and still lack one: a vector replaced meanwhile was scored with
 * it. A version that lacks nothing then takes over in the same transaction.
 */
async function storeColumns(
  workspace: Pick<Workspace, "database" | "clock">,
  tx: Transaction,
  chunk: Chunk,
  columns: Map<PassMember, number>,
): Promise<Map<PassMember, { rows: number; isComplete: boolean }>> {
  const stored = new Map<PassMember, { rows: number; isComplete: boolean }>();
  const { path, range, scored } = chunk;
  const ordinals = await nextOrdinal(tx);
  const { generation } = workspace.database;
  const ready = await readyNow(tx, chunk, generation);
  for (const [member, column] of columns) {
    if (member.context.signal.aborted) continue;
    const record = await functionById(tx, member.function);
    if (!record || record.version !== member.version) {
      stored.set(member, { rows: 0, isComplete: true });
      continue;
    }
    const known = await scoredBits(tx, member, range);
    const lacking = known ? andNotBits(ready, known) : ready;
    const wanted = andBits(lacking, scored);
    const rows = countBits(wanted);
    if (rows > 0) await insertScores(tx, member, { path, column, range, wanted: rows === range.count ? null : wanted });
    const isLast = range.first + range.count >= ordinals;
    const hasAll = rows === countBits(lacking);
    const isComplete = isLast && hasAll && (await takeOver(workspace, tx, member, { isComplete: range.first === 0 }));
    stored.set(member, { rows, isComplete });
  }
  // Scores that are stored make the next generation, and leave the vectors as they are.
  const isRaised = generation !== null && [...stored.values()].some(({ rows }) => rows > 0);
  chunk.ready = isRaised ? { bits: ready, generation: generation + 1 } : null;
  return stored;
}

/** Rows of the range that have a vector: read again only where others have written since they were read. */
async function readyNow(tx: Transaction, { space, range, ready }: Chunk, generation: number | null): Promise<Bitset> {
  if (ready && generation !== null && ready.generation === generation) return ready.bits;
  return readyBits(tx, space, range);
}
