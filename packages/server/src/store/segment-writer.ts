import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import {
  encodeBatch,
  encodeFooter,
  encodeHeader,
  paddingBytes,
  type SegmentBatch,
  segmentSchema,
} from "./segment-format.ts";
import type { WrittenSegment } from "./vector-store.ts";

/** Largest body of a record batch; a file may hold several. */
const BATCH_BYTES = 64 << 20;
/** What is hashed and written at once: a few milliseconds of the event loop. */
const PIECE_BYTES = 2 << 20;

export interface SegmentContent {
  dims: number;
  /** Distinct ordinals, in any order; they are stored rising. */
  rows: Uint32Array;
  /** rows.length * dims finite float32. Not to be changed until the file is written. */
  vectors: Float32Array;
  /** Bytes of a record batch's vectors; for tests. */
  batchBytes?: number;
}

/**
 * Writes a segment file so that it is whole or absent: temporary file, sync, rename, sync of the folder.
 * Throws RangeError for vectors that are not finite, duplicate rows or wrong lengths.
 */
export async function writeSegmentFile(
  path: string,
  content: SegmentContent,
): Promise<WrittenSegment & { batches: SegmentBatch[] }> {
  const { dims, rows, vectors } = content;
  if (vectors.length !== rows.length * dims)
    throw new RangeError(`${vectors.length} values are not ${rows.length} vectors of ${dims} dims.`);
  const order = risingOrder(rows);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w");
  try {
    const writer = hashingWriter(file);
    const schema = segmentSchema(dims);
    await writer.write(encodeHeader(schema));
    const blocks = [];
    const batches: SegmentBatch[] = [];
    const batchRows = Math.max(1, Math.floor((content.batchBytes ?? BATCH_BYTES) / (dims * 4)));
    for (let start = 0; start < rows.length; start += batchRows) {
      const picked = order.subarray(start, start + batchRows);
      const { message, block, batch } = encodeBatch(picked.length, dims, writer.position());
      await writer.write(message);
      await writer.write(bytesOf(picked.map((index) => rows[index] as number)));
      await writer.write(new Uint8Array(paddingBytes(writer.position())));
      await writeVectors(writer, content, picked);
      await writer.write(new Uint8Array(paddingBytes(writer.position())));
      blocks.push(block);
      batches.push(batch);
    }
    await writer.write(encodeFooter(schema, blocks));
    await file.sync();
    await file.close();
    await rename(temporary, path);
    await syncFolder(dirname(path));
    const written = { file: basename(path), rowCount: rows.length, bytes: writer.position(), sha256: writer.sha256() };
    return { ...written, batches };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeVectors(
  writer: HashingWriter,
  { dims, rows, vectors }: SegmentContent,
  picked: Uint32Array,
): Promise<void> {
  const pieceRows = Math.max(1, Math.floor(PIECE_BYTES / (dims * 4)));
  for (let start = 0; start < picked.length; start += pieceRows) {
    const indices = picked.subarray(start, start + pieceRows);
    const piece = new Float32Array(indices.length * dims);
    indices.forEach((index, i) => {
      piece.set(vectors.subarray(index * dims, (index + 1) * dims), i * dims);
    });
    // 0 * x is NaN for every x that is not finite.
    let probe = 0;
    for (let i = 0; i < piece.length; i++) probe += 0 * (piece[i] as number);
    if (probe !== 0) {
      const bad = indices.find((_, i) => !piece.subarray(i * dims, (i + 1) * dims).every(Number.isFinite));
      throw new RangeError(`The vector of row ${rows[bad ?? 0]} has a value that is not finite.`);
    }
    await writer.write(bytesOf(piece));
  }
}

/** Indices of `rows` in order of ordinal. */
function risingOrder(rows: Uint32Array): Uint32Array {
  const order = Uint32Array.from(rows, (_, index) => index);
  if (rows.some((row, i) => i > 0 && row <= (rows[i - 1] as number)))
    order.sort((a, b) => (rows[a] as number) - (rows[b] as number));
  for (let i = 1; i < order.length; i++) {
    const row = rows[order[i] as number];
    if (row === rows[order[i - 1] as number]) throw new RangeError(`Row ${row} is in the segment twice.`);
  }
  return order;
}

interface HashingWriter {
  write(bytes: Uint8Array): Promise<void>;
  position(): number;
  sha256(): string;
}

function hashingWriter(file: FileHandle): HashingWriter {
  const hash = createHash("sha256");
  let position = 0;
  return {
    async write(bytes) {
      for (let start = 0; start < bytes.length; ) {
        const piece = bytes.subarray(start, start + PIECE_BYTES);
        hash.update(piece);
        for (let sent = 0; sent < piece.length; )
          sent += (await file.write(piece, sent, piece.length - sent, position + sent)).bytesWritten;
        start += piece.length;
        position += piece.length;
      }
    },
    position: () => position,
    sha256: () => hash.digest("hex"),
  };
}

const bytesOf = (values: Uint32Array | Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** A rename survives a power cut only once its folder is synced. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
