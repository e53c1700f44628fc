import { createHash } from "node:crypto";
import { closeSync, openSync, rmSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { blockLayout } from "@pomona/compute/kernels/code-layout";
import { CODE_SUFFIX } from "./code-file.ts";
import { CodeWriter, codeMaker, partialCodes, writeWhole } from "./code-writer.ts";
import { encodeBatch, encodeFooter, encodeHeader, paddingBytes, segmentSchema } from "./segment-format.ts";
import type { WrittenSegment } from "./vector-store.ts";

/** Largest body of a record batch; a file may hold several. */
const BATCH_BYTES = 64 << 20;

export interface SegmentContent {
  dims: number;
  /** Distinct ordinals, in any order; they are stored rising. */
  rows: Uint32Array;
  /** rows.length * dims finite float32. Not to be changed until the file is written. */
  vectors: Float32Array;
  /** Bytes of a record batch's vectors; for tests. */
  batchBytes?: number;
}

const partialSegment = (path: string): string => `${path}.tmp`;

/**
 * Writes a segment and its sidecar to temporary files, in one pass; `publishSegment` gives them their names. A step is
 * a block of codes: two megabytes of vectors, some milliseconds. Its folder must be there.
 * Throws RangeError for vectors that are not finite, duplicate rows or wrong lengths; nothing is left then.
 */
export function* segmentSteps(path: string, content: SegmentContent): Generator<void, WrittenSegment> {
  const { dims, rows, vectors } = content;
  if (vectors.length !== rows.length * dims)
    throw new RangeError(`${vectors.length} values are not ${rows.length} vectors of ${dims} dims.`);
  const order = risingOrder(rows);
  const sorted = order ? order.map((index) => rows[index] as number) : rows;
  const codes = new CodeWriter(path, dims, rows.length);
  let file: HashedFile | null = null;
  try {
    file = new HashedFile(partialSegment(path));
    const segment = new VectorFileWriter(file, sorted, content);
    for (let first = 0; first < rows.length; ) {
      takeVectors(vectors, dims, order, first, Math.min(codes.blockRows, rows.length - first));
      const count = codes.add();
      checkFinite(dims, sorted.subarray(first, first + count));
      segment.add(count);
      first += count;
      yield;
    }
    const written = { file: basename(path), rowCount: rows.length, ...segment.finish() };
    codes.finish(written.sha256);
    return written;
  } finally {
    file?.close();
    codes.close();
  }
}

/** Makes a segment that was written durable: sync, rename, sync of the folder; then its sidecar, which need not be. */
export async function publishSegment(path: string): Promise<void> {
  const file = await open(partialSegment(path), "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partialSegment(path), path);
  await syncFolder(dirname(path));
  await rename(partialCodes(path), path + CODE_SUFFIX);
}

/** Keeps the disk busy with what is already written while more is, so that the last sync has little left. */
export async function syncWhile<T>(path: string, writing: Promise<T>): Promise<T> {
  let isWriting = true;
  const end = () => {
    isWriting = false;
  };
  writing.then(end, end);
  let file: FileHandle | null = null;
  while (isWriting) {
    await new Promise((resolve) => setTimeout(resolve, SYNC_PAUSE_MS));
    // The file is not there before the first step.
    file ??= await open(partialSegment(path), "r+").catch(() => null);
    if (isWriting) await file?.datasync().catch(() => undefined);
  }
  await file?.close();
  return writing;
}
const SYNC_PAUSE_MS = 20;

/** Removes whatever there is of a segment. */
export async function removeSegmentFiles(path: string): Promise<void> {
  const files = [path, path + CODE_SUFFIX, partialSegment(path), partialCodes(path)];
  await Promise.all(files.map((each) => rm(each, { force: true })));
}

/** Puts vectors, in order of their rows, into the maker of codes, from where they are hashed and written too. */
function takeVectors(
  vectors: Float32Array,
  dims: number,
  order: Uint32Array | null,
  first: number,
  count: number,
): void {
  const { rows } = codeMaker();
  const target = new Float32Array(rows.buffer, rows.byteOffset, rows.byteLength / 4);
  if (!order) {
    target.set(vectors.subarray(first * dims, (first + count) * dims));
    return;
  }
  for (let i = 0; i < count; i++) {
    const start = (order[first + i] as number) * dims;
    target.set(vectors.subarray(start, start + dims), i * dims);
  }
}

/** The error column is infinite for vectors with a value that is not finite (and for some others). */
function checkFinite(dims: number, rows: Uint32Array): void {
  const { block, rows: bytes } = codeMaker();
  const errors = new Float32Array(block.buffer, block.byteOffset + blockLayout(dims, rows.length).errors, rows.length);
  for (let i = 0; i < rows.length; i++) {
    if (Number.isFinite(errors[i])) continue;
    const vector = new Float32Array(bytes.buffer, bytes.byteOffset + i * dims * 4, dims);
    if (!vector.every(Number.isFinite))
      throw new RangeError(`The vector of row ${rows[i]} has a value that is not finite.`);
  }
}

/** Indices of `rows` in order of ordinal, null when that is the order they are in. */
function risingOrder(rows: Uint32Array): Uint32Array | null {
  let isRising = true;
  for (let i = 1; i < rows.length && isRising; i++) isRising = (rows[i] as number) > (rows[i - 1] as number);
  if (isRising) return null;
  const order = Uint32Array.from(rows, (_, index) => index);
  order.sort((a, b) => (rows[a] as number) - (rows[b] as number));
  for (let i = 1; i < order.length; i++) {
    const row = rows[order[i] as number];
    if (row === rows[order[i - 1] as number]) throw new RangeError(`Row ${row} is in the segment twice.`);
  }
  return order;
}

/** Writes the Arrow file from the rows in the maker of codes, a new record batch where one is full. */
class VectorFileWriter {
  readonly #file: HashedFile;
  readonly #rows: Uint32Array;
  readonly #dims: number;
  readonly #batchRows: number;
  readonly #schema;
  readonly #blocks: ReturnType<typeof encodeBatch>["block"][] = [];
  #place = 0;

  constructor(file: HashedFile, rows: Uint32Array, { dims, batchBytes }: SegmentContent) {
    this.#file = file;
    this.#rows = rows;
    this.#dims = dims;
    this.#batchRows = Math.max(1, Math.floor((batchBytes ?? BATCH_BYTES) / (dims * 4)));
    this.#schema = segmentSchema(dims);
    file.write(encodeHeader(this.#schema));
  }

  add(count: number): void {
    const rowBytes = this.#dims * 4;
    for (let done = 0; done < count; ) {
      const within = this.#place % this.#batchRows;
      if (within === 0) this.#beginBatch();
      const part = Math.min(count - done, this.#batchRows - within);
      this.#file.write(codeMaker().rows.subarray(done * rowBytes, (done + part) * rowBytes));
      done += part;
      this.#place += part;
      if (within + part === this.#batchRows || this.#place === this.#rows.length) this.#file.pad();
    }
  }

  finish(): { bytes: number; sha256: string } {
    this.#file.write(encodeFooter(this.#schema, this.#blocks));
    return { bytes: this.#file.position, sha256: this.#file.sha256() };
  }

  #beginBatch(): void {
    const rows = this.#rows.slice(this.#place, this.#place + this.#batchRows);
    const { message, block } = encodeBatch(rows.length, this.#dims, this.#file.position);
    this.#blocks.push(block);
    this.#file.write(message);
    this.#file.write(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
    this.#file.pad();
  }
}

class HashedFile {
  readonly #file: number;
  readonly #path: string;
  readonly #hash = createHash("sha256");
  #isWhole = false;
  position = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, "w");
  }

  write(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    writeWhole(this.#file, bytes, this.position);
    this.position += bytes.length;
  }

  pad(): void {
    this.write(new Uint8Array(paddingBytes(this.position)));
  }

  /** Ends the writing. */
  sha256(): string {
    this.#isWhole = true;
    return this.#hash.digest("hex");
  }

  /** Closes the file, and removes it unless it was ended. */
  close(): void {
    closeSync(this.#file);
    if (!this.#isWhole) rmSync(this.#path, { force: true });
  }
}

/** A rename survives a power cut only once its folder is synced. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
