import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { Problem } from "@pomona/contract/problems";
import { type NpyHeader, readNpyHeader } from "./npy-header.ts";
import { npyNumbers } from "./npy-numbers.ts";
import { VectorCollector } from "./vector-check.ts";
import type { VectorBatch, VectorFile, VectorFileRequest } from "./vector-files.ts";
import { readIds } from "./vector-ids.ts";

const BLOCK_BYTES = 8_000_000;

async function countIds(ids: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const _ of ids) count++;
  return count;
}

async function* rowBlocks(
  handle: FileHandle,
  header: NpyHeader,
  signal?: AbortSignal,
): AsyncGenerator<{ from: number; numbers: Float64Array }> {
  const rowBytes = header.dims * header.itemBytes;
  const rowsAtOnce = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
  for (let from = 0; from < header.rows; from += rowsAtOnce) {
    signal?.throwIfAborted();
    const count = Math.min(rowsAtOnce, header.rows - from);
    const block = Buffer.alloc(count * rowBytes);
    const { bytesRead } = await handle.read(block, 0, block.length, header.offset + from * rowBytes);
    if (bytesRead !== block.length)
      throw new Problem("source-unusable", { detail: "The .npy file became shorter while it was read." });
    yield { from, numbers: npyNumbers(block, header) };
  }
}

/** Vectors of a .npy array (float16, float32, float64; either byte order) with the keys of an ids file, read block by block. */
export async function openNpyVectors(request: VectorFileRequest): Promise<VectorFile> {
  const { path, ids } = request;
  if (ids === undefined)
    throw new Problem("source-unusable", {
      detail: `${basename(path)} has no keys in it: name a text, CSV or JSON file with one key per row (--ids FILE).`,
      fields: { path },
    });
  const handle = await open(path, "r");
  let header: NpyHeader;
  try {
    header = await readNpyHeader(handle, path);
    const count = await countIds(readIds(ids, request.keyColumn));
    if (count !== header.rows)
      throw new Problem("source-unusable", {
        detail: `${basename(path)} has ${header.rows} rows but ${basename(ids)} has ${count} keys. They must match one to one.`,
        fields: { rows: header.rows, ids: count },
      });
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    dims: header.rows === 0 ? null : header.dims,
    total: header.rows,
    async *batches(options = {}): AsyncGenerator<VectorBatch> {
      const { dims } = header;
      const collector = new VectorCollector(dims, options.batchRows ?? 1000);
      const keys = readIds(ids, request.keyColumn);
      for await (const { from, numbers } of rowBlocks(handle, header, options.signal)) {
        for (let at = 0; at * dims < numbers.length; at++) {
          const line = from + at + 1;
          const key = (await keys.next()).value ?? "";
          if (key === "")
            collector.fail({
              item: `${basename(ids)}:${line}`,
              line,
              code: "missing-key",
              message: "The key is empty.",
            });
          else collector.add((request.keyPrefix ?? "") + key, line, numbers.subarray(at * dims, (at + 1) * dims));
          if (collector.isFull) yield collector.take();
        }
      }
      if (collector.size > 0) yield collector.take();
    },
    close: () => handle.close(),
  };
}
