import type { CompiledScorer } from "@pomona/compute/scorer";
import type { Ranked } from "@pomona/compute/top-k";
import type { ProblemCode } from "@pomona/contract/problems";
import type { Bitset, Owners } from "../store/vector-store.ts";

/** One record batch of a segment. Plain data; the columns are shared, not copied. */
export interface ScanPiece {
  segment: number;
  path: string;
  /** Ordinals of its vectors, strictly rising. */
  rows: Uint32Array<SharedArrayBuffer>;
  /** Byte offset of the first vector in the file. */
  vectorsOffset: number;
}

interface Task {
  id: number;
  /** Goes before tasks that are not, block by block. */
  isInteractive: boolean;
  dims: number;
  pieces: ScanPiece[];
  owners: Owners;
  /** [next block to claim, whether the task was aborted]; shared by the workers of the task. */
  control: Int32Array<SharedArrayBuffer>;
}

/** Scores all live vectors of the pieces, or ranks them. Workers claim blocks until none is left. */
export interface ScanTask extends Task {
  kind: "scan";
  scorers: CompiledScorer[];
  /** Triples: piece, first vector in it, vector count. */
  blocks: Uint32Array<SharedArrayBuffer>;
  /** Only these rows; all when null. */
  mask: Bitset | null;
  /** Where to put the scores, by ordinal: one column for each scorer; none for a ranking. */
  columns: Float32Array<SharedArrayBuffer>[];
  /** Length of the ranking by the first scorer; 0 for none. */
  k: number;
}

/** Reads the live vectors of some rows; done by one worker. */
export interface ReadTask extends Task {
  kind: "read";
  ordinals: Uint32Array;
}

export type WorkerTask = ScanTask | ReadTask;

export interface ScanResult {
  kind: "scan";
  ranked: Ranked;
  /** Live rows under the mask that this worker came across. */
  rowCount: number;
}

export interface ReadResult {
  kind: "read";
  vectors: Float32Array<ArrayBuffer>;
  found: Uint8Array<ArrayBuffer>;
}

export type TaskResult = ScanResult | ReadResult;

export type ToScanWorker = { type: "task"; task: WorkerTask } | { type: "forget"; path: string };

export type FromScanWorker =
  | { type: "done"; id: number; result: TaskResult }
  | { type: "failed"; id: number; code: ProblemCode; detail: string; fields: Record<string, unknown> };
