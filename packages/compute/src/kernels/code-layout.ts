/**
 * How int8 codes of rows lie in memory and on disk: blocks of `rowsPerBlock(dims)` rows, each block `codes` (count *
 * stride bytes), then three columns of `count` 32-bit values: `scales` and `errors` (float32), `checks` (uint32, of the
 * float32 rows). Every block starts at a multiple of 4,096 bytes.
 */

/** Bytes of codes in a block: what fits the second-level cache beside the queries. */
const BLOCK_CODE_BYTES = 512 << 10;
export const MAX_CODE_ROWS = 8192;
const PAGE_BYTES = 4096;

/** Bytes from the codes of one row to those of the next: dims rounded up to a multiple of 16. */
export const codeStride = (dims: number): number => Math.ceil(dims / 16) * 16;

/** Rows of a block; the last block of a segment has the rest. */
export const rowsPerBlock = (dims: number): number =>
  Math.min(MAX_CODE_ROWS, Math.floor(BLOCK_CODE_BYTES / codeStride(dims)));

/** Byte offsets within a block of `count` rows, and its length up to the next page. */
export function blockLayout(dims: number, count: number) {
  const scales = count * codeStride(dims);
  const end = scales + count * 12;
  return {
    scales,
    errors: scales + count * 4,
    checks: scales + count * 8,
    end,
    bytes: Math.ceil(end / PAGE_BYTES) * PAGE_BYTES,
  };
}

/** Most bytes of a block, over all dims up to 4,096. */
export const MAX_BLOCK_BYTES = BLOCK_CODE_BYTES + MAX_CODE_ROWS * 12 + PAGE_BYTES;
