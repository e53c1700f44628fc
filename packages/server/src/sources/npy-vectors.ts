import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { Problem } from "@pomona/contract/problems";
import { giveTurn } from "../config/give-turn.ts";
import { type NpyHeader, readNpyHeader } from "./npy-header.ts";
import { isPlainFloat32, npyNumbers } from "./npy-numbers.ts";
import { newBlock } from "./vector-blocks.ts";
import type { VectorBatch, VectorFile, VectorFileRequest } from "./vector-files.ts";
import { IdsReader } from "./vector-ids.ts";

/** Bytes read at once into their place, by a thread of the system. */
const READ_BYTES = 8 << 20;
/** Bytes converted at once: a few milliseconds of the event loop. */
const CONVERT_BYTES = 1 << 20;

/** Reads whole numbers from `offset` on into `target` as float32. */
async function readNumbers(
  handle: FileHandle,
  header: NpyHeader,
  offset: number,
  target: Float32Array<SharedArrayBuffer>,
): Promise<void> {
  if (isPlainFloat32(header)) {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    for (let at = 0; at < bytes.length; at += READ_BYTES)
      await readWhole(handle, bytes.subarray(at, at + READ_BYTES), offset + at);
    return;
  }
  const step = CONVERT_BYTES / header.itemBytes;
  for (let at = 0; at < target.length; at += step) {
    const part = target.subarray(at, at + step);
    const block = Buffer.alloc(part.length * header.itemBytes);
    await readWhole(handle, block, offset + at * header.itemBytes);
    npyNumbers(block, header, part);
    await giveTurn();
  }
}

async function readWhole(handle: FileHandle, target: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await handle.read(target, done, target.length - done, offset + done);
    if (bytesRead === 0)
      throw new Problem("source-unusable", { detail: "The .npy file became shorter while it was read." });
    done += bytesRead;
  }
}

/** Moves vectors without a key out of the way, and reports them. */
function keyed(batch: VectorBatch, found: string[], first: number, ids: string): VectorBatch {
  const dims = batch.vectors.length / found.length;
  found.forEach((key, at) => {
    const line = first + at + 1;
    if (key === "") {
      const item = `${basename(ids)}:${line}`;
      batch.failures.push({ item, line, code: "missing-key", message: "The key is empty." });
      return;
    }
    const place = batch.keys.length;
    if (place !== at) batch.vectors.copyWithin(place * dims, at * dims, (at + 1) * dims);
    batch.keys.push(key);
    batch.lines.push(line);
  });
  return { ...batch, vectors: batch.vectors.subarray(0, batch.keys.length * dims) };
}

/** Vectors of a .npy array (float16, float32, float64; either byte order) with the keys of an ids file, read block by block. */
export async function openNpyVectors(request: VectorFileRequest): Promise<VectorFile> {
  const { path, ids, keyPrefix = "" } = request;
  if (ids === undefined)
    throw new Problem("source-unusable", {
      detail: `${basename(path)} has no keys in it: name a text, CSV or JSON file with one key per row (--ids FILE).`,
      fields: { path },
    });
  const handle = await open(path, "r");
  let header: NpyHeader;
  try {
    header = await readNpyHeader(handle, path);
    const count = await new IdsReader(ids, request.keyColumn).count();
    if (count !== header.rows)
      throw new Problem("source-unusable", {
        detail: `${basename(path)} has ${header.rows} rows but ${basename(ids)} has ${count} keys. They must match one to one.`,
        fields: { rows: header.rows, ids: count },
      });
  } catch (error) {
    await handle.close();
    throw error;
  }
  const { dims, rows } = header;
  return {
    dims: rows === 0 ? null : dims,
    total: rows,
    async *batches({ signal, batchRows = 1000, takeBlock = newBlock } = {}): AsyncGenerator<VectorBatch> {
      const keys = new IdsReader(ids, request.keyColumn);
      for (let first = 0; first < rows; first += batchRows) {
        signal?.throwIfAborted();
        const count = Math.min(batchRows, rows - first);
        const vectors = takeBlock(batchRows * dims).subarray(0, count * dims);
        await readNumbers(handle, header, header.offset + first * dims * header.itemBytes, vectors);
        const found = await keys.take(count);
        if (found.length < count)
          throw new Problem("source-unusable", { detail: `${basename(ids)} became shorter while it was read.` });
        const prefixed = keyPrefix === "" ? found : found.map((key) => (key === "" ? "" : keyPrefix + key));
        yield keyed({ keys: [], lines: [], vectors, failures: [] }, prefixed, first, ids);
      }
    },
    close: () => handle.close(),
  };
}
