import type { CompiledScorer } from "@pomona/compute/scorer";
import type { Ranked } from "@pomona/compute/top-k";
import type { UnitFault } from "@pomona/compute/unit-vectors";
import type { ProblemCode } from "@pomona/contract/problems";
import type { CodeFile } from "../store/code-file.ts";
import type { SegmentFile } from "../store/segment-file.ts";
import type { Bitset, Owners, WrittenSegment } from "../store/vector-store.ts";

/** A segment to be read. Plain data; its columns are shared, not copied. */
export interface ScanSegment extends SegmentFile {
  id: number;
}

interface Task {
  id: number;
  /** Goes before tasks that are not, block by block. */
  isInteractive: boolean;
  dims: number;
  /** [next block to claim, whether the task was aborted, then what the kind of task adds]; shared by its workers. */
  control: Int32Array<SharedArrayBuffer>;
}

/** Scores all live vectors of the segments into columns. Workers claim blocks until none is left. */
export interface ScoreTask extends Task {
  kind: "score";
  segments: ScanSegment[];
  owners: Owners;
  scorers: CompiledScorer[];
  /** Triples: segment, first vector in it, vector count; a block lies in one record batch. */
  blocks: Uint32Array<SharedArrayBuffer>;
  /** Where to put the scores, by ordinal: one column for each scorer. */
  columns: Float32Array<SharedArrayBuffer>[];
}

/** One of the searches that pass over the segments together. */
export interface Search {
  scorer: CompiledScorer;
  k: number;
  /** Only these rows; all when null. */
  mask: Bitset | null;
}

/**
 * Ranks live vectors, exactly. Workers claim blocks of codes until none is left, then score what may be among the best
 * of what they saw. `control[2 + i]` holds the bits of a float32: search i needs no row of a lower score.
 */
export interface SearchTask extends Task {
  kind: "search";
  segments: ScanSegment[];
  owners: Owners;
  searches: Search[];
  /** Fours: segment, block of its codes, first row in the block, row count. */
  blocks: Uint32Array<SharedArrayBuffer>;
}

/** Reads the live vectors of some rows; done by one worker. */
export interface ReadTask extends Task {
  kind: "read";
  segments: ScanSegment[];
  owners: Owners;
  ordinals: Uint32Array;
}

/** Makes the codes of a segment file; done by one worker. */
export interface EncodeTask extends Task {
  kind: "encode";
  segment: { path: string; rowCount: number; bytes: number; sha256: string; batches: SegmentFile["batches"] };
  /** Compares the segment's sha256 first. */
  isVerified: boolean;
}

/** Compares all of a segment and of its codes with what was written; done by one worker. */
export interface CheckTask extends Task {
  kind: "check";
  segment: EncodeTask["segment"];
  codes: CodeFile;
}

/** Writes a segment and its sidecar to temporary files; done by one worker. */
export interface WriteTask extends Task {
  kind: "write";
  path: string;
  rows: Uint32Array;
  /** Shared; finite, see `SegmentContent`. */
  vectors: Float32Array;
}

/** Scales vectors to length 1 in place. Workers claim blocks until none is left. */
export interface UnitTask extends Task {
  kind: "unit";
  /** Shared. */
  vectors: Float32Array;
}

export type WorkerTask = ScoreTask | SearchTask | ReadTask | EncodeTask | CheckTask | WriteTask | UnitTask;

export interface ScoreResult {
  kind: "score";
}

export interface SearchResult {
  kind: "search";
  /** One for each search. */
  rankings: {
    ranked: Ranked;
    /** Live rows under the mask that this worker came across. */
    rowCount: number;
    /** Of these, how many were scored from their float32 vectors. */
    scoredCount: number;
  }[];
}

export interface ReadResult {
  kind: "read";
  vectors: Float32Array<ArrayBuffer>;
  found: Uint8Array<ArrayBuffer>;
}

export interface EncodeResult {
  kind: "encode";
}

export interface CheckResult {
  kind: "check";
  areCodesWhole: boolean;
}

export interface WriteResult {
  kind: "write";
  written: WrittenSegment;
}

export interface UnitResult {
  kind: "unit";
  /** Those that this worker came across. */
  faults: UnitFault[];
}

export type TaskResult =
  | ScoreResult
  | SearchResult
  | ReadResult
  | EncodeResult
  | CheckResult
  | WriteResult
  | UnitResult;

/**
 * A task's segments go as paths: a thread keeps those it was sent before (`opened` has the others), as handing over a
 * hundred segments takes longer than many a search.
 */
export type ToScanWorker =
  | { type: "task"; task: WorkerTask; segments: { paths: string[]; opened: ScanSegment[] } | null }
  | { type: "forget"; path: string };

export type FromScanWorker =
  | { type: "done"; id: number; result: TaskResult }
  | { type: "mismatch"; id: number; path: string }
  | { type: "crashed"; id: number; error: Error }
  | { type: "failed"; id: number; code: ProblemCode; detail: string; fields: Record<string, unknown> };

/** The control of a task that begins: no block claimed, not aborted, every floor 0. */
export const newControl = (
  task: { kind: "search"; searches: Search[] } | { kind: string },
): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(4 * (2 + ("searches" in task ? task.searches.length : 0))));

/** Buffers of a result that are handed over rather than copied. */
export function buffersOf(result: TaskResult): ArrayBuffer[] {
  if (result.kind === "read") return [result.vectors.buffer, result.found.buffer];
  if (result.kind !== "search") return [];
  return result.rankings.flatMap(({ ranked }) => [ranked.ordinals.buffer, ranked.scores.buffer]);
}
