import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { andBits, andNotBits, countBits, createBitset, setBit } from "@pomona/compute/bitset";
import type { CompiledScorer } from "@pomona/compute/scorer";
import type { Transaction } from "../store/database.ts";
import { functionById } from "../store/function-table.ts";
import { nextOrdinal } from "../store/row-table.ts";
import { writeScoreFile } from "../store/score-file.ts";
import { insertScores, type OrdinalRange, readyBits, scoredBits, type VersionRef } from "../store/score-tables.ts";
import type { SpaceRecord } from "../store/space-table.ts";
import type { Bitset, ScanTarget } from "../store/vector-store.ts";
import type { JobContext } from "./background-work.ts";
import { takeOver } from "./take-over.ts";
import type { Workspace } from "./workspace.ts";

/** Ordinals stored per version and transaction: what a crash can cost, and the grain of progress and cancel. */
const CHUNK_ROWS = 1 << 20;
/** Ordinals looked at before other work gets a turn. */
const TURN_ROWS = 1 << 18;

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
 * Stores the score columns of a pass, one for each member, one version at a time in a transaction of its own. Returns
 * the members that could not be stored, and why.
 */
export async function storePass(
  workspace: Pick<Workspace, "database" | "directory">,
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
    for (let first = 0; first < length && pass.members.some(isWanted); first += CHUNK_ROWS) {
      const range = { first, count: Math.min(CHUNK_ROWS, length - first) };
      const file = columns.map((column) => column.subarray(first, first + range.count));
      await writeScoreFile(path, file);
      const scored = await finiteBits(file[0] as Float32Array);
      for (const [column, member] of pass.members.entries()) {
        if (!isWanted(member)) continue;
        try {
          const source = { member, space: pass.space.id, path, column, range, scored };
          const stored = await workspace.database.write((tx) => storeColumn(workspace, tx, source));
          member.done += stored.rows;
          member.isComplete = stored.isComplete;
          member.context.progress(member.done, (before[column] as number) + member.missing);
        } catch (error) {
          failed.set(member, error);
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
  for (let start = 0; start < column.length; start += TURN_ROWS) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve));
    const end = Math.min(column.length, start + TURN_ROWS);
    for (let i = start; i < end; i++) if (!Number.isNaN(column[i])) setBit(bits, i);
  }
  return bits;
}

/**
 * Stores the scores of those rows that are still there and still lack one: a vector replaced meanwhile was scored with
 * it. A version that lacks nothing then takes over in the same transaction.
 */
async function storeColumn(
  workspace: Pick<Workspace, "database">,
  tx: Transaction,
  source: {
    member: VersionRef;
    space: number;
    path: string;
    column: number;
    range: OrdinalRange;
    scored: Bitset;
  },
): Promise<{ rows: number; isComplete: boolean }> {
  const { member, range, path, column } = source;
  const record = await functionById(tx, member.function);
  if (!record || record.version !== member.version) return { rows: 0, isComplete: true };
  const ready = await readyBits(tx, source.space, range);
  const known = await scoredBits(tx, member, range);
  const lacking = known ? andNotBits(ready, known) : ready;
  const wanted = andBits(lacking, source.scored);
  const rows = countBits(wanted);
  if (rows > 0) await insertScores(tx, member, { path, column, range, wanted: rows === range.count ? null : wanted });
  const isWhole = range.first === 0 && range.count >= (await nextOrdinal(tx));
  const isComplete =
    isWhole && rows === countBits(lacking) && (await takeOver(workspace, tx, member, { isComplete: true }));
  return { rows, isComplete };
}
