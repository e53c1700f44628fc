import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { blockLayout, rowsPerBlock } from "@pomona/compute/kernels/code-layout";

/**
 * The int8 sidecar of a segment: what a search reads in place of the vectors, and the checks that tell damage. A page
 * with the header, the blocks of `code-layout.ts` each from the start of a page, then one check per block. Derived from the segment,
 * whose sha256 it names; it may be deleted at any time and is made anew. Integers are little-endian.
 */
export const CODE_SUFFIX = ".codes";
const MAGIC = "POMONAC1";
const HEADER_BYTES = 4096;
const HASH_BYTES = 32;

/** What is read of a sidecar once; plain data, shared with workers. */
export interface CodeFile {
  path: string;
  /** Rows of each block; the last has the rest. */
  blockRows: number;
  /** Checks of the blocks; see `row-check.ts`. */
  blockChecks: Uint32Array<SharedArrayBuffer>;
  /** 1 for each block whose check was compared since the file was opened. */
  verified: Uint8Array<SharedArrayBuffer>;
}

/** Where block `index` is, and how many rows it has. */
export function blockAt(dims: number, rowCount: number, index: number): { offset: number; count: number } {
  const rows = rowsPerBlock(dims);
  return {
    offset: HEADER_BYTES + index * blockLayout(dims, rows).bytes,
    count: Math.min(rows, rowCount - index * rows),
  };
}

export const blockCountOf = (dims: number, rowCount: number): number => Math.ceil(rowCount / rowsPerBlock(dims));

/** Byte offset of the checks. */
export function tableOffset(dims: number, rowCount: number): number {
  const last = blockCountOf(dims, rowCount) - 1;
  if (last < 0) return HEADER_BYTES;
  const { offset, count } = blockAt(dims, rowCount, last);
  return offset + blockLayout(dims, count).bytes;
}

/** The header page; it ends the writing, so a file without it is unfinished. */
export function encodeCodeHeader(
  segment: { dims: number; rowCount: number; sha256: string },
  blockChecks: Uint32Array,
): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, segment.dims, true);
  view.setUint32(12, segment.rowCount, true);
  header.set(Buffer.from(segment.sha256, "hex"), 16);
  header.set(hashOf(header.subarray(0, 16 + HASH_BYTES), blockChecks), 16 + HASH_BYTES);
  return header;
}

const hashOf = (head: Uint8Array, blockChecks: Uint32Array): Buffer =>
  createHash("sha256")
    .update(head)
    .update(new Uint8Array(blockChecks.buffer, blockChecks.byteOffset, blockChecks.byteLength))
    .digest();

/** Opens the sidecar of a segment; null where it is missing, unfinished, damaged or of another segment. */
export function openCodeFile(
  path: string,
  segment: { dims: number; rowCount: number; sha256: string },
): CodeFile | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    const { dims, rowCount } = segment;
    const blockChecks = new Uint32Array(new SharedArrayBuffer(blockCountOf(dims, rowCount) * 4));
    const table = new Uint8Array(blockChecks.buffer);
    const offset = tableOffset(dims, rowCount);
    if (fstatSync(file).size !== offset + table.length) return null;
    const header = new Uint8Array(HEADER_BYTES);
    if (readSync(file, header, 0, HEADER_BYTES, 0) !== HEADER_BYTES) return null;
    if (readSync(file, table, 0, table.length, offset) !== table.length) return null;
    if (Buffer.compare(header, encodeCodeHeader(segment, blockChecks)) !== 0) return null;
    return {
      path,
      blockRows: rowsPerBlock(dims),
      blockChecks,
      verified: new Uint8Array(new SharedArrayBuffer(blockChecks.length)),
    };
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}
