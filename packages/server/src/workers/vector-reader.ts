import { blockLayout } from "@pomona/compute/kernels/code-layout";
import { blockRows, MAX_BLOCK_ROWS, type ScoreEngine } from "@pomona/compute/kernels/score-engine";
import { blockAt } from "../store/code-file.ts";
import { vectorOffset } from "../store/segment-file.ts";
import { CodeMismatch } from "./code-mismatch.ts";
import type { ScanFiles } from "./scan-files.ts";
import type { ScanSegment } from "./scan-task.ts";

/** Rows that lie apart less than this are read together: a system call costs as much as copying some kilobytes. */
const GAP_BYTES = 8 << 10;

/** Can a place be read together with the one before it? One that falls begins a new run. */
const isNext = (place: number, last: number, limit: number, gap: number): boolean =>
  place >= last && place < limit && place - last <= gap;

/**
 * Puts vectors of a segment into the block of a score engine. The check of each vector is compared the first time it
 * is read by any thread since the segment was opened.
 */
export class VectorReader {
  readonly #files: ScanFiles;
  readonly #engine: ScoreEngine;
  readonly #expected = new Uint32Array(MAX_BLOCK_ROWS);

  constructor(files: ScanFiles, engine: ScoreEngine) {
    this.#files = files;
    this.#engine = engine;
  }

  /**
   * Loads the vectors at `rows[from..end)` (places in the segment, rising) as far as the block has room; their slots
   * are then in `engine.positions`. Returns how many were loaded, at least one. Throws CodeMismatch for damage.
   */
  load(segment: ScanSegment, dims: number, rows: Uint32Array, from: number, end: number): number {
    const rowBytes = dims * 4;
    const capacity = blockRows(dims);
    const gap = 1 + Math.floor(GAP_BYTES / rowBytes);
    const { positions, block } = this.#engine;
    const most = Math.min(end, from + positions.length);
    let slots = 0;
    let loaded = from;
    while (loaded < most && slots < capacity) {
      const first = rows[loaded] as number;
      const batch = vectorOffset(segment, dims, first);
      const limit = Math.min(batch.end, first + capacity - slots);
      const start = loaded;
      let last = first;
      do {
        last = rows[loaded] as number;
        positions[loaded - from] = slots + last - first;
        loaded++;
      } while (loaded < most && isNext(rows[loaded] as number, last, limit, gap));
      const count = last - first + 1;
      this.#files.read(segment.path, batch.offset, count * rowBytes, block, slots * rowBytes);
      this.#verify(segment, dims, rows, { start, end: loaded, first, count, slot: slots });
      slots += count;
    }
    return loaded - from;
  }

  #verify(
    segment: ScanSegment,
    dims: number,
    rows: Uint32Array,
    run: { start: number; end: number; first: number; count: number; slot: number },
  ): void {
    const { verified } = segment;
    let isKnown = true;
    for (let i = run.start; i < run.end && isKnown; i++) {
      const row = rows[i] as number;
      isKnown = ((verified[row >>> 3] as number) & (1 << (row & 7))) !== 0;
    }
    if (isKnown) return;
    this.#readChecks(segment, dims, run.first, run.count);
    const checks = this.#engine.checks(run.slot, run.count, dims);
    for (let i = run.start; i < run.end; i++) {
      const row = rows[i] as number;
      if (checks[row - run.first] !== this.#expected[row - run.first]) throw new CodeMismatch(segment.path);
      verified[row >>> 3] = (verified[row >>> 3] as number) | (1 << (row & 7));
    }
  }

  /** The checks of `count` vectors from `first`, as the sidecar has them, to `#expected`. */
  #readChecks(segment: ScanSegment, dims: number, first: number, count: number): void {
    const { codes } = segment;
    const target = new Uint8Array(this.#expected.buffer);
    for (let done = 0; done < count; ) {
      const index = Math.floor((first + done) / codes.blockRows);
      const { offset, count: rowCount } = blockAt(dims, segment.rows.length, index);
      const within = first + done - index * codes.blockRows;
      const part = Math.min(count - done, rowCount - within);
      const checks = offset + blockLayout(dims, rowCount).checks;
      this.#files.read(codes.path, checks + within * 4, part * 4, target, done * 4);
      done += part;
    }
  }
}
