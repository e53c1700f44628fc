import { type FileHandle, open } from "node:fs/promises";
import { Problem } from "@pomona/contract/problems";
import type { CodeFile } from "./code-file.ts";
import { decodeBatch, decodeFooter, MAGIC, type SegmentBatch, schemaDims, TRAILER_BYTES } from "./segment-format.ts";

/** An opened segment file: where its vectors are, and which rows they belong to. Plain data, shared with workers. */
export interface VectorFile {
  path: string;
  /** Ordinals in storage order, strictly rising. */
  rows: Uint32Array<SharedArrayBuffer>;
  batches: SegmentBatch[];
}

/** An opened segment: its vectors and its codes. */
export interface SegmentFile extends VectorFile {
  codes: CodeFile;
  /** A bit for each vector whose check was compared since the file was opened. */
  verified: Uint8Array<SharedArrayBuffer>;
}

/** Where the vector at a place of the segment is in the file, and the place at which its record batch ends. */
export function vectorOffset(
  { path, batches }: Pick<VectorFile, "path" | "batches">,
  dims: number,
  place: number,
): { offset: number; end: number } {
  let start = 0;
  for (const { rowCount, vectorsOffset } of batches) {
    if (place < start + rowCount) return { offset: vectorsOffset + (place - start) * dims * 4, end: start + rowCount };
    start += rowCount;
  }
  throw new RangeError(`${path} has no vector ${place}.`);
}

/** Reads the footer and the row column of a segment file; Problem `internal` that says what is wrong with which file. */
export async function openVectorFile(path: string, dims: number, rowCount: number): Promise<VectorFile> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw segmentProblem(path, cause);
  });
  try {
    const batches = await readBatches(file, path, dims);
    const found = batches.reduce((sum, batch) => sum + batch.rowCount, 0);
    if (found !== rowCount) throw damaged(path, `it holds ${found} vectors instead of ${rowCount}`);
    const rows = new Uint32Array(new SharedArrayBuffer(rowCount * 4));
    let start = 0;
    for (const batch of batches) {
      const bytes = await readAt(file, path, batch.rowsOffset, batch.rowCount * 4);
      rows.set(new Uint32Array(bytes.buffer, 0, batch.rowCount), start);
      start += batch.rowCount;
    }
    if (rows.some((row, i) => i > 0 && row <= (rows[i - 1] as number)))
      throw damaged(path, "its rows are not in order");
    return { path, rows, batches };
  } finally {
    await file.close();
  }
}

async function readBatches(file: FileHandle, path: string, dims: number): Promise<SegmentBatch[]> {
  const { size } = await file.stat();
  if (size < 8 + TRAILER_BYTES) throw damaged(path, `it has only ${size} bytes`);
  const trailer = await readAt(file, path, size - TRAILER_BYTES, TRAILER_BYTES);
  if (new TextDecoder().decode(trailer.subarray(4)) !== MAGIC) throw damaged(path, "its end is missing");
  const footerBytes = new DataView(trailer.buffer).getInt32(0, true);
  if (footerBytes <= 0 || footerBytes > size - TRAILER_BYTES) throw damaged(path, "its footer cannot be read");
  const footer = await readAt(file, path, size - TRAILER_BYTES - footerBytes, footerBytes);
  const { schema, blocks } = decode(path, () => decodeFooter(footer));
  const fileDims = decode(path, () => schemaDims(schema));
  if (fileDims === null)
    throw damaged(path, `its columns are not the row (uint32) and the vector (fixed-size list of float32)`);
  if (fileDims !== dims) throw damaged(path, `its vectors have ${fileDims} dims instead of ${dims}`);
  const batches: SegmentBatch[] = [];
  for (const block of blocks) {
    if (block.offset + block.metaDataLength + block.bodyLength > size) throw damaged(path, "a part of it is missing");
    const message = await readAt(file, path, block.offset, block.metaDataLength);
    const batch = decode(path, () => decodeBatch(message, block, dims));
    if (!batch) throw damaged(path, "a record batch is laid out in another way than the catalog writes it");
    batches.push(batch);
  }
  return batches;
}

function decode<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw damaged(path, "its footer cannot be read", cause);
  }
}

/** Reads exactly `length` bytes; Problem when the file ends before. */
async function readAt(
  file: FileHandle,
  path: string,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw damaged(path, "it ends too early");
    done += bytesRead;
  }
  return bytes;
}

const RESTORE =
  "Restore the file from a backup, or run pomona doctor --drop-damaged, which takes it out so that its rows can be embedded again";

/** The segment file holds something else than was written. */
export const damaged = (path: string, what: string, cause?: unknown): Problem =>
  new Problem(
    "internal",
    { detail: `The vector file ${path} is damaged: ${what}. ${RESTORE}.`, fields: { path } },
    { cause },
  );

/** A segment file that cannot be opened or read. */
export function segmentProblem(path: string, cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  const isMissing = (cause as NodeJS.ErrnoException | null)?.code === "ENOENT";
  const message = cause instanceof Error ? cause.message : String(cause);
  const detail = isMissing
    ? `The vector file ${path} is missing. ${RESTORE}.`
    : `The vector file ${path} cannot be read: ${message}`;
  return new Problem("internal", { detail, fields: { path } }, { cause });
}
