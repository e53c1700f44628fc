import { randomUUID } from "node:crypto";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CompiledScorer } from "@pomona/compute/scorer";
import { mergeRanked, type Ranked } from "@pomona/compute/top-k";
import { Problem } from "@pomona/contract/problems";
import { cutBlocks } from "../workers/scan-blocks.ts";
import { type PoolTask, ScanPool, type SpawnScanWorker } from "../workers/scan-pool.ts";
import { ScanRunner } from "../workers/scan-runner.ts";
import type { ScanPiece, ScanResult, TaskResult } from "../workers/scan-task.ts";
import { openSegmentFile, readAt, type SegmentFile, segmentProblem } from "./segment-file.ts";
import { writeSegmentFile } from "./segment-writer.ts";
import type { Bitset, ScanTarget, Segment, TopK, VectorStore, WrittenSegment } from "./vector-store.ts";

export interface SegmentStoreOptions {
  /** Holds one folder per space; made when missing. */
  directory: string;
  /** Worker threads, started at the first scan that is worth it. */
  threads: number;
  spawn: SpawnScanWorker;
  /** Largest scan that runs on the calling thread. Default: `INLINE_LIMIT`. */
  inlineLimit?: { bytes: number; multiplications: number; pieces: number };
}

/** A millisecond or two of work, less than waking other threads takes. */
const INLINE_LIMIT = { bytes: 4 << 20, multiplications: 4e6, pieces: 8 };
/** Vectors that `scan` hands out at once. */
const PIECE_BYTES = 4 << 20;

/** A vector store of immutable Arrow files, one folder per space. */
export function createSegmentStore(options: SegmentStoreOptions): VectorStore {
  return new SegmentStore(options);
}

class SegmentStore implements VectorStore {
  readonly #directory: string;
  readonly #pool: ScanPool;
  readonly #inlineLimit: NonNullable<SegmentStoreOptions["inlineLimit"]>;
  readonly #opened = new Map<string, Promise<SegmentFile>>();
  /** Scans under way by file, so that none is removed under them. */
  readonly #uses = new Map<string, Set<Promise<unknown>>>();
  readonly #writing = new Set<string>();
  #inline: ScanRunner | undefined;

  constructor(options: SegmentStoreOptions) {
    this.#directory = options.directory;
    this.#pool = new ScanPool(options);
    this.#inlineLimit = options.inlineLimit ?? INLINE_LIMIT;
  }

  async write(space: number, dims: number, rows: Uint32Array, vectors: Float32Array): Promise<WrittenSegment> {
    const path = this.#path(space, `${randomUUID()}.arrow`);
    this.#writing.add(`${path}.tmp`);
    try {
      return await writeSegmentFile(path, { dims, rows, vectors });
    } finally {
      this.#writing.delete(`${path}.tmp`);
    }
  }

  async read(
    target: ScanTarget,
    ordinals: Uint32Array,
  ): Promise<{ vectors: Float32Array<ArrayBuffer>; found: Uint8Array }> {
    const wanted = new Set<number>();
    for (const ordinal of ordinals) wanted.add(target.owners[ordinal] ?? 0);
    const segments = target.segments.filter(({ id }) => wanted.has(id));
    return this.#using(target.space, segments, async () => {
      const pieces = await this.#pieces(target, segments);
      const task: PoolTask = {
        kind: "read",
        isInteractive: true,
        dims: target.dims,
        pieces,
        owners: target.owners,
        ordinals,
      };
      const [result] = await this.#run(task, ordinals.length * target.dims * 4 <= this.#inlineLimit.bytes ? 0 : 1);
      if (result?.kind !== "read") throw new Problem("internal", "A read of vectors gave no result.");
      return { vectors: result.vectors, found: result.found };
    });
  }

  async *scan(target: ScanTarget): AsyncGenerator<{ segment: Segment; rows: Uint32Array; vectors: Float32Array }> {
    for (const segment of target.segments) {
      const { promise: ended, resolve: end } = deferred();
      void this.#using(target.space, [segment], () => ended);
      try {
        const { path } = await this.#segment(target, segment);
        const file = await open(path, "r").catch((cause: unknown) => {
          throw segmentProblem(path, cause);
        });
        try {
          for (const piece of await this.#pieces(target, [segment])) {
            const step = Math.max(1, Math.floor(PIECE_BYTES / (target.dims * 4)));
            for (let first = 0; first < piece.rows.length; first += step) {
              const count = Math.min(step, piece.rows.length - first);
              const bytes = await readAt(
                file,
                path,
                piece.vectorsOffset + first * target.dims * 4,
                count * target.dims * 4,
              );
              const live = keepLive(
                target,
                segment,
                piece.rows.slice(first, first + count),
                new Float32Array(bytes.buffer),
              );
              if (live.rows.length > 0) yield { segment, ...live };
            }
          }
        } finally {
          await file.close();
        }
      } finally {
        end();
      }
    }
  }

  async score(
    target: ScanTarget,
    scorers: CompiledScorer[],
    options: { signal?: AbortSignal } = {},
  ): Promise<Float32Array<SharedArrayBuffer>[]> {
    const columns = scorers.map(() =>
      new Float32Array(new SharedArrayBuffer(target.owners.length * 4)).fill(Number.NaN),
    );
    if (scorers.length > 0) await this.#scan(target, scorers, { columns, k: 0, mask: null, ...options });
    return columns;
  }

  async top(
    target: ScanTarget,
    scorer: CompiledScorer,
    k: number,
    options: { mask?: Bitset; signal?: AbortSignal } = {},
  ): Promise<TopK> {
    const mask = options.mask ? shared(options.mask) : null;
    const signal = options.signal ? { signal: options.signal } : {};
    const limit = Math.min(k, target.owners.length);
    const results = await this.#scan(target, [scorer], { columns: [], k: limit, mask, ...signal });
    const { ordinals, scores } = mergeRanked(
      results.map(({ ranked }): Ranked => ranked),
      limit,
    );
    return { ordinals, scores, ranked: results.reduce((sum, { rowCount }) => sum + rowCount, 0) };
  }

  async remove(space: number, file: string): Promise<void> {
    const path = this.#path(space, file);
    await Promise.allSettled([...(this.#uses.get(path) ?? [])]);
    this.#opened.delete(path);
    this.#pool.forget(path);
    this.#inline?.files.forget(path);
    await rm(path, { force: true });
  }

  async sweep(live: { space: number; file: string }[]): Promise<number> {
    const keep = new Set([...live.map(({ space, file }) => this.#path(space, file)), ...this.#writing]);
    const leftovers = (await this.#files()).filter((path) => !keep.has(path));
    for (const path of leftovers) await rm(path, { force: true });
    return leftovers.length;
  }

  async bytes(): Promise<number> {
    let sum = 0;
    // A file may be removed between listing and looking.
    for (const path of await this.#files()) sum += (await stat(path).catch(() => ({ size: 0 }))).size;
    return sum;
  }

  async close(): Promise<void> {
    this.#inline?.close();
    this.#inline = undefined;
    await this.#pool.close();
  }

  #path(space: number, file: string): string {
    return join(this.#directory, String(space), file);
  }

  async #files(): Promise<string[]> {
    const entries = await readdir(this.#directory, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  #segment({ space, dims }: ScanTarget, { file, rowCount }: Segment): Promise<SegmentFile> {
    const path = this.#path(space, file);
    let opened = this.#opened.get(path);
    if (!opened) {
      opened = openSegmentFile(path, dims, rowCount);
      this.#opened.set(path, opened);
      // A file that could not be opened may be restored.
      opened.catch(() => this.#opened.delete(path));
    }
    return opened;
  }

  async #pieces(target: ScanTarget, segments: Segment[]): Promise<ScanPiece[]> {
    const pieces: ScanPiece[] = [];
    for (const segment of segments) {
      const { path, rows, batches } = await this.#segment(target, segment);
      let start = 0;
      for (const { rowCount, vectorsOffset } of batches) {
        pieces.push({ segment: segment.id, path, rows: rows.subarray(start, start + rowCount), vectorsOffset });
        start += rowCount;
      }
    }
    return pieces;
  }

  async #scan(
    target: ScanTarget,
    scorers: CompiledScorer[],
    wanted: { columns: Float32Array<SharedArrayBuffer>[]; k: number; mask: Bitset | null; signal?: AbortSignal },
  ): Promise<ScanResult[]> {
    const { signal, columns, k, mask } = wanted;
    for (const { dims } of scorers)
      if (dims !== target.dims)
        throw new Problem("space-dims-mismatch", {
          detail: `The scorer has ${dims} dims, the space ${target.dims}.`,
          fields: { dims, spaceDims: target.dims },
        });
    return this.#using(target.space, target.segments, async () => {
      const pieces = await this.#pieces(target, target.segments);
      const { blocks, blockCount, rowCount, multiplications } = cutBlocks(pieces, target.dims, scorers);
      const isSmall =
        rowCount * target.dims * 4 <= this.#inlineLimit.bytes &&
        multiplications <= this.#inlineLimit.multiplications &&
        pieces.length <= this.#inlineLimit.pieces;
      const task: PoolTask = {
        kind: "scan",
        isInteractive: k > 0,
        dims: target.dims,
        pieces,
        owners: target.owners,
        scorers: scorers.map(shareScorer),
        blocks,
        mask,
        columns,
        k,
      };
      const results = await this.#run(task, isSmall ? 0 : blockCount, signal);
      return results.filter((result) => result.kind === "scan");
    });
  }

  /** Runs on up to `width` threads, on this one when 0. */
  async #run(task: PoolTask, width: number, signal?: AbortSignal): Promise<TaskResult[]> {
    if (width > 0) return this.#pool.run(task, width, signal);
    if (signal?.aborted) throw new Problem("cancelled", "The scan was cancelled.");
    this.#inline ??= new ScanRunner();
    const running = this.#inline.start({ ...task, id: 0, control: new Int32Array(new SharedArrayBuffer(8)) });
    while (running.step());
    return [running.result()];
  }

  /** Keeps the files of segments from being removed until `work` settles. */
  async #using<T>(space: number, segments: Segment[], work: () => Promise<T>): Promise<T> {
    const { promise: ended, resolve: end } = deferred();
    const paths = segments.map(({ file }) => this.#path(space, file));
    for (const path of paths) {
      const uses = this.#uses.get(path);
      if (uses) uses.add(ended);
      else this.#uses.set(path, new Set([ended]));
    }
    try {
      return await work();
    } finally {
      for (const path of paths) {
        const uses = this.#uses.get(path);
        uses?.delete(ended);
        if (uses?.size === 0) this.#uses.delete(path);
      }
      end();
    }
  }
}

/** The vectors of a piece whose row they are still the live ones of. */
function keepLive(
  { owners, dims }: ScanTarget,
  { id }: Segment,
  rows: Uint32Array,
  vectors: Float32Array,
): { rows: Uint32Array; vectors: Float32Array } {
  let kept = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (owners[row] !== id) continue;
    if (kept !== i) vectors.copyWithin(kept * dims, i * dims, (i + 1) * dims);
    rows[kept++] = row;
  }
  return { rows: rows.subarray(0, kept), vectors: vectors.subarray(0, kept * dims) };
}

/** A copy that threads can see. */
function shared(bytes: Bitset): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function shareScorer(scorer: CompiledScorer): CompiledScorer {
  const share = (values: Float32Array): Float32Array => {
    const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
    copy.set(values);
    return copy;
  };
  return { ...scorer, positives: share(scorer.positives), negatives: share(scorer.negatives) };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
