import type { CompiledScorer } from "@pomona/compute/scorer";
import type { UnitFault } from "@pomona/compute/unit-vectors";

/** One immutable file of vectors. `id` is positive and unique in the workspace. */
export interface Segment extends WrittenSegment {
  id: number;
}

export interface WrittenSegment {
  file: string;
  rowCount: number;
  bytes: number;
  sha256: string;
}

/**
 * Which segment holds the live vector of each row of a space: `owners[ordinal]` is a segment id, 0 for none. A vector
 * in any other segment is dead. On a SharedArrayBuffer, so that workers see it without a copy; `length` >= every ordinal + 1.
 */
export type Owners = Int32Array<SharedArrayBuffer>;

/** What to scan: the live vectors of one space. */
export interface ScanTarget {
  space: number;
  dims: number;
  segments: Segment[];
  owners: Owners;
}

/** Bit i (byte i >> 3, bit i & 7) is row ordinal i. */
export type Bitset = Uint8Array;

export interface TopK {
  ordinals: Uint32Array;
  /** Scores in [0, 1], falling; ties are in order of ordinal. */
  scores: Float32Array;
  /** Live rows under the mask. */
  ranked: number;
  /** Of these, how many were scored from their float32 vectors; the bounds of the others ruled them out. */
  scored: number;
}

/** What a full check of a segment found. */
export interface SegmentReport {
  /** What is wrong with the vectors, with what to do; null when they are what was written. */
  problem: string | null;
  /** Whether its sidecar was missing or damaged, and was made anew. */
  isSidecarRebuilt: boolean;
}

/** Vectors of a workspace: written once, scanned often. Arithmetic runs on worker threads. */
export interface VectorStore {
  /**
   * Writes unit vectors (`rows.length * dims` float32; on a SharedArrayBuffer they need not be copied) with their
   * sidecar, and syncs them to disk. The caller commits the segment in the
   * database; a file that is never committed is garbage, removed by `sweep`.
   */
  write(space: number, dims: number, rows: Uint32Array, vectors: Float32Array): Promise<WrittenSegment>;
  /**
   * Scales vectors to length 1 in place, best on a SharedArrayBuffer, which is not copied. Returns those that have no
   * direction or a value that is not finite, in order; they stay as they are.
   */
  scaleToUnit(dims: number, vectors: Float32Array): Promise<UnitFault[]>;
  /** Vectors of the given rows, in their order, and which were found; missing ones are zeros. */
  read(target: ScanTarget, ordinals: Uint32Array): Promise<{ vectors: Float32Array<ArrayBuffer>; found: Uint8Array }>;
  /**
   * One score column per scorer over ordinals 0..owners.length-1, NaN where a row has no live vector. Exact float32.
   * `columns` of that length are filled and returned in place of new ones: threads hold on to shared memory they were
   * given until they happen to collect garbage, so who scores again and again should give the same.
   */
  score(
    target: ScanTarget,
    scorers: CompiledScorer[],
    options?: { signal?: AbortSignal; columns?: Float32Array<SharedArrayBuffer>[] },
  ): Promise<Float32Array<SharedArrayBuffer>[]>;
  /** The exact k best under a mask (all rows when absent). Searches that come while others run share passes. */
  top(
    target: ScanTarget,
    scorer: CompiledScorer,
    k: number,
    options?: { mask?: Bitset; signal?: AbortSignal },
  ): Promise<TopK>;
  /** Removes a file no reader uses any more. */
  remove(space: number, file: string): Promise<void>;
  /** Compares all of a segment with what was written, and makes its sidecar anew where it is missing or damaged. */
  check(space: number, dims: number, segment: Segment, options?: { signal?: AbortSignal }): Promise<SegmentReport>;
  /** Moves a damaged file to where nothing reads or sweeps it, for a rescue; returns where it is now. */
  setAside(space: number, file: string): Promise<string>;
  /** Removes every file that is not in `live` (leftovers of a crash); returns how many. */
  sweep(live: { space: number; file: string }[]): Promise<number>;
  bytes(): Promise<number>;
  close(): Promise<void>;
}
