import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CompiledScorer } from "@pomona/compute/scorer";
import { mergeRanked } from "@pomona/compute/top-k";
import type { UnitFault } from "@pomona/compute/unit-vectors";
import { Problem } from "@pomona/contract/problems";
import { giveTurn } from "../config/give-turn.ts";
import { CodeMismatch } from "../workers/code-mismatch.ts";
import { cutCodeBlocks, cutScoreBlocks } from "../workers/scan-blocks.ts";
import { type PoolTask, ScanPool, type SpawnScanWorker } from "../workers/scan-pool.ts";
import { ScanRunner } from "../workers/scan-runner.ts";
import { newControl, type ScanSegment, type Search, type TaskResult } from "../workers/scan-task.ts";
import { CODE_SUFFIX, openCodeFile } from "./code-file.ts";
import { checkDims, deferred, multiplications, rowCountOf, shared, shareScorer } from "./scan-input.ts";
import { openVectorFile, type VectorFile } from "./segment-file.ts";
import { SegmentFiles } from "./segment-files.ts";
import { publishSegment, removeSegmentFiles, syncWhile } from "./segment-writer.ts";
import { sharedFloats } from "./shared-floats.ts";
import { SharedSearches } from "./shared-searches.ts";
import { topOfColumn } from "./top-of-column.ts";
import type { Bitset, ScanTarget, Segment, SegmentReport, TopK, VectorStore, WrittenSegment } from "./vector-store.ts";

export interface SegmentStoreOptions {
  /** Holds one folder per space; made when missing. */
  directory: string;
  /** Worker threads, started at the first scan that is worth it. */
  threads: number;
  spawn: SpawnScanWorker;
  /** Largest scan that runs on the calling thread. Default: `INLINE_LIMIT`. */
  inlineLimit?: InlineLimit;
  /** Told of what was repaired. */
  warn?: (message: string) => void;
}

interface InlineLimit {
  bytes: number;
  multiplications: number;
  segments: number;
}

/** A millisecond or two of work, less than waking other threads takes. */
const INLINE_LIMIT: InlineLimit = { bytes: 4 << 20, multiplications: 4e6, segments: 8 };
/** Vectors that lie apart are read one by one, and each read may have to wait for the disk. */
const MOST_INLINE_READS = 512;
/** A search of more multiplications has a pass of its own, so that none waits long for another. */
const SHARED_LIMIT = 4e9;

/** A vector store of immutable Arrow files with int8 sidecars, one folder per space. */
export function createSegmentStore(options: SegmentStoreOptions): VectorStore {
  return new SegmentStore(options);
}

class SegmentStore implements VectorStore {
  readonly #directory: string;
  readonly #pool: ScanPool;
  readonly #inlineLimit: InlineLimit;
  readonly #warn: (message: string) => void;
  readonly #files = new SegmentFiles((dims, segment, file, isVerified) =>
    this.#makeCodes(dims, segment, file, isVerified),
  );
  readonly #searches = new SharedSearches((target, searches, signal) => this.#search(target, searches, signal));
  /** Scans under way by file, so that none is removed under them. */
  readonly #uses = new Map<string, Set<Promise<unknown>>>();
  readonly #writing = new Set<string>();
  #inline: ScanRunner | undefined;

  constructor(options: SegmentStoreOptions) {
    this.#directory = options.directory;
    this.#pool = new ScanPool(options);
    this.#inlineLimit = options.inlineLimit ?? INLINE_LIMIT;
    this.#warn = options.warn ?? (() => undefined);
  }

  async write(space: number, dims: number, rows: Uint32Array, vectors: Float32Array): Promise<WrittenSegment> {
    const path = this.#path(space, `${randomUUID()}.arrow`);
    this.#writing.add(path);
    try {
      await mkdir(dirname(path), { recursive: true });
      const isSmall = this.#isSmallWrite(vectors);
      const task: PoolTask = { kind: "write", isInteractive: false, dims, path, rows, vectors };
      const [result] = isSmall
        ? await this.#run(task, 0)
        : await syncWhile(path, this.#run({ ...task, vectors: await sharedFloats(vectors) }, 1));
      if (result?.kind !== "write") throw new Problem("internal", "Vectors were written without a result.");
      await publishSegment(path);
      return result.written;
    } catch (error) {
      await removeSegmentFiles(path);
      throw error;
    } finally {
      this.#writing.delete(path);
    }
  }

  async scaleToUnit(dims: number, vectors: Float32Array): Promise<UnitFault[]> {
    const isSmall = this.#isSmallWrite(vectors);
    const shared = isSmall ? vectors : await sharedFloats(vectors);
    const task: PoolTask = { kind: "unit", isInteractive: false, dims, vectors: shared };
    const results = await this.#run(task, isSmall ? 0 : Number.POSITIVE_INFINITY);
    if (shared !== vectors) vectors.set(shared);
    const faults = results.flatMap((result) => (result.kind === "unit" ? result.faults : []));
    return faults.sort((a, b) => a.index - b.index);
  }

  async read(
    target: ScanTarget,
    ordinals: Uint32Array,
  ): Promise<{ vectors: Float32Array<ArrayBuffer>; found: Uint8Array }> {
    const wanted = new Set<number>();
    for (const ordinal of ordinals) wanted.add(target.owners[ordinal] ?? 0);
    const { dims, owners } = target;
    const segments = target.segments.filter(({ id }) => wanted.has(id));
    const isSmall = ordinals.length <= MOST_INLINE_READS && ordinals.length * dims * 4 <= this.#inlineLimit.bytes;
    const [result] = await this.#on({ ...target, segments }, (opened) =>
      this.#run({ kind: "read", isInteractive: true, dims, segments: opened, owners, ordinals }, isSmall ? 0 : 1),
    );
    if (result?.kind !== "read") throw new Problem("internal", "A read of vectors gave no result.");
    return { vectors: result.vectors, found: result.found };
  }

  async score(
    target: ScanTarget,
    scorers: CompiledScorer[],
    options: { signal?: AbortSignal; columns?: Float32Array<SharedArrayBuffer>[] } = {},
  ): Promise<Float32Array<SharedArrayBuffer>[]> {
    const { dims, owners } = target;
    const columns = scorers.map((_, i) => {
      const given = options.columns?.[i];
      const fits = given?.length === owners.length;
      return (fits ? given : new Float32Array(new SharedArrayBuffer(owners.length * 4))).fill(Number.NaN);
    });
    checkDims(target, scorers);
    if (scorers.length === 0) return columns;
    await this.#on(target, (segments) => {
      const blocks = cutScoreBlocks(segments, dims, scorers);
      const task: PoolTask = {
        kind: "score",
        isInteractive: false,
        dims,
        segments,
        owners,
        scorers: scorers.map(shareScorer),
        blocks,
        columns,
      };
      return this.#run(task, this.#isSmall(target, scorers) ? 0 : blocks.length / 3, options.signal);
    });
    return columns;
  }

  async top(
    target: ScanTarget,
    scorer: CompiledScorer,
    k: number,
    options: { mask?: Bitset; signal?: AbortSignal } = {},
  ): Promise<TopK> {
    checkDims(target, [scorer]);
    // The bounds of codes are of cosines. Every row of a probe is scored: its searches are few.
    if (scorer.bias !== undefined) {
      const [column = new Float32Array(0)] = await this.score(target, [scorer], options);
      return topOfColumn(column, Math.min(k, target.owners.length), options.mask);
    }
    const search: Search = {
      scorer: shareScorer(scorer),
      k: Math.min(k, target.owners.length),
      mask: options.mask ? shared(options.mask) : null,
    };
    if (multiplications(target, [scorer]) <= SHARED_LIMIT) return this.#searches.search(target, search, options.signal);
    const [top] = await this.#search(target, [search], options.signal);
    return top as TopK;
  }

  async check(
    space: number,
    dims: number,
    segment: Segment,
    options: { signal?: AbortSignal } = {},
  ): Promise<SegmentReport> {
    const path = this.#path(space, segment.file);
    return this.#using(space, [segment], async () => {
      try {
        const codes = openCodeFile(path + CODE_SUFFIX, { ...segment, dims });
        if (codes) {
          const { batches } = await openVectorFile(path, dims, segment.rowCount);
          const task: PoolTask = {
            kind: "check",
            isInteractive: false,
            dims,
            segment: { ...segment, path, batches },
            codes,
          };
          const [result] = await this.#run(task, 1, options.signal);
          if (result?.kind === "check" && result.areCodesWhole) return { problem: null, isSidecarRebuilt: false };
        }
        this.#forget(path);
        await this.#files.repair(path, dims, segment);
        return { problem: null, isSidecarRebuilt: true };
      } catch (error) {
        // Only what names the file is damage; a check that was interrupted says nothing of it.
        if (!(error instanceof Problem) || error.fields.path !== path) throw error;
        return { problem: error.message, isSidecarRebuilt: false };
      }
    });
  }

  async remove(space: number, file: string): Promise<void> {
    const path = this.#path(space, file);
    await Promise.allSettled([...(this.#uses.get(path) ?? [])]);
    this.#forget(path);
    await Promise.all([rm(path, { force: true }), rm(path + CODE_SUFFIX, { force: true })]);
  }

  async setAside(space: number, file: string): Promise<string> {
    const path = this.#path(space, file);
    await Promise.allSettled([...(this.#uses.get(path) ?? [])]);
    const aside = join(dirname(this.#directory), "damaged-vectors", `${space}-${file}`);
    await mkdir(dirname(aside), { recursive: true });
    // A file that is missing altogether is damaged, too.
    await rename(path, aside).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await this.remove(space, file);
    return aside;
  }

  async sweep(live: { space: number; file: string }[]): Promise<number> {
    const keep = new Set([...live.map(({ space, file }) => this.#path(space, file)), ...this.#writing]);
    const owner = (path: string): string => path.replace(/\.tmp$/, "").replace(CODE_SUFFIX, "");
    const leftovers = (await this.#paths()).filter((path) => {
      // A file being written has the name of its segment with an ending.
      const isPart = path.endsWith(".tmp") || path.endsWith(CODE_SUFFIX);
      return !keep.has(isPart ? owner(path) : path) || (path.endsWith(".tmp") && !this.#writing.has(owner(path)));
    });
    for (const path of leftovers) await rm(path, { force: true });
    return leftovers.filter((path) => !path.endsWith(CODE_SUFFIX)).length;
  }

  async bytes(): Promise<number> {
    let sum = 0;
    // A file may be removed between listing and looking.
    for (const path of await this.#paths()) sum += (await stat(path).catch(() => ({ size: 0 }))).size;
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

  async #paths(): Promise<string[]> {
    const entries = await readdir(this.#directory, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  #forget(path: string): void {
    this.#files.forget(path);
    for (const each of [path, path + CODE_SUFFIX]) {
      this.#pool.forget(each);
      this.#inline?.files.forget(each);
    }
  }

  async #search(target: ScanTarget, searches: Search[], signal?: AbortSignal): Promise<TopK[]> {
    const { dims, owners } = target;
    const scorers = searches.map(({ scorer }) => scorer);
    const results = await this.#on(target, (segments) => {
      const blocks = cutCodeBlocks(segments, scorers);
      const task: PoolTask = { kind: "search", isInteractive: true, dims, segments, owners, searches, blocks };
      return this.#run(task, this.#isSmall(target, scorers) ? 0 : blocks.length / 4, signal);
    });
    return searches.map(({ k }, i) => {
      const parts = results
        .flatMap((result) => (result.kind === "search" ? [result.rankings[i]] : []))
        .filter((part) => part !== undefined);
      const { ordinals, scores } = mergeRanked(
        parts.map(({ ranked }) => ranked),
        k,
      );
      return {
        ordinals,
        scores,
        ranked: parts.reduce((sum, { rowCount }) => sum + rowCount, 0),
        scored: parts.reduce((sum, { scoredCount }) => sum + scoredCount, 0),
      };
    });
  }

  /** Opens the segments of a target and works on them; a sidecar that turns out damaged is made anew, and the work done again. */
  async #on<T>(target: ScanTarget, work: (segments: ScanSegment[]) => Promise<T>): Promise<T> {
    const { space, dims, segments } = target;
    return this.#using(space, segments, async () => {
      for (;;) {
        const opened: ScanSegment[] = [];
        for (const segment of segments)
          opened.push(await this.#files.open(this.#path(space, segment.file), dims, segment));
        try {
          return await work(opened);
        } catch (error) {
          if (!(error instanceof CodeMismatch)) throw error;
          const damaged = segments.find((segment) => this.#path(space, segment.file) === error.path);
          if (!damaged) throw error;
          await this.#repair(error.path, dims, damaged);
        }
      }
    });
  }

  async #repair(path: string, dims: number, segment: Segment): Promise<void> {
    this.#forget(path);
    await this.#files.repair(path, dims, segment);
    this.#warn(
      `The sidecar ${path}${CODE_SUFFIX} did not fit its vectors and was made anew; the vectors are what was written.`,
    );
  }

  async #makeCodes(
    dims: number,
    segment: WrittenSegment,
    { path, batches }: Pick<VectorFile, "path" | "batches">,
    isVerified: boolean,
  ): Promise<void> {
    const { rowCount, bytes, sha256 } = segment;
    const task: PoolTask = {
      kind: "encode",
      isInteractive: false,
      dims,
      segment: { path, rowCount, bytes, sha256, batches },
      isVerified,
    };
    await this.#run(task, bytes <= this.#inlineLimit.bytes / 4 ? 0 : 1);
  }

  /** A thread would cost more than it saves. */
  #isSmallWrite(vectors: Float32Array): boolean {
    return vectors.byteLength <= this.#inlineLimit.bytes / 4;
  }

  #isSmall(target: ScanTarget, scorers: readonly CompiledScorer[]): boolean {
    const { bytes, multiplications: most, segments } = this.#inlineLimit;
    return (
      rowCountOf(target) * target.dims * 4 <= bytes &&
      multiplications(target, scorers) <= most &&
      target.segments.length <= segments
    );
  }

  /** Runs on up to `width` threads, on this one when 0. */
  async #run(task: PoolTask, width: number, signal?: AbortSignal): Promise<TaskResult[]> {
    if (width > 0) return this.#pool.run(task, width, signal);
    if (signal?.aborted) throw new Problem("cancelled", "The scan was cancelled.");
    this.#inline ??= new ScanRunner();
    const runner = this.#inline;
    const running = runner.start({ ...task, id: 0, control: newControl(task) });
    while (running.step()) {
      const turn = giveTurn();
      if (turn) await turn;
      if (this.#inline !== runner) throw new Problem("stopping", "The server is stopping.");
    }
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
