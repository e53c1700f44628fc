import { blockLayout, codeStride, MAX_BLOCK_BYTES, rowsPerBlock } from "./code-layout.ts";
import { createKernelMemory, instantiateKernels, type Kernels } from "./kernels.ts";

/** Float32 rows of a block: four bytes for each byte of codes. */
const ROWS_BYTES = 4 * MAX_BLOCK_BYTES;

/** Makes blocks of codes; see `code-layout.ts`. Owns 3 MB of memory, and belongs to one thread. */
export class CodeMaker {
  /** The float32 rows of a block are put here. */
  readonly rows: Uint8Array<ArrayBufferLike>;
  /** The block that was made last. */
  readonly block: Uint8Array<ArrayBufferLike>;
  readonly #kernels: Kernels;
  readonly #check: Uint32Array<ArrayBufferLike>;

  constructor() {
    const memory = createKernelMemory(MAX_BLOCK_BYTES + ROWS_BYTES + 64);
    this.#kernels = instantiateKernels(memory);
    this.block = new Uint8Array(memory.buffer, 0, MAX_BLOCK_BYTES);
    this.rows = new Uint8Array(memory.buffer, MAX_BLOCK_BYTES, ROWS_BYTES);
    this.#check = new Uint32Array(memory.buffer, MAX_BLOCK_BYTES + ROWS_BYTES, 1);
  }

  /**
   * Fills the block from the first `rowCount` (at most `rowsPerBlock`) of `rows`. Returns its length with the padding,
   * and the check of what comes before it.
   */
  make(dims: number, rowCount: number): { bytes: number; check: number } {
    if (rowCount > rowsPerBlock(dims)) throw new RangeError(`A block of ${dims} dims cannot hold ${rowCount} rows.`);
    const { scales, errors, checks, end, bytes } = blockLayout(dims, rowCount);
    this.#kernels.quantise_rows(this.rows.byteOffset, rowCount, 0, scales, errors, dims, codeStride(dims));
    this.#kernels.row_checks(this.rows.byteOffset, rowCount, checks, dims);
    this.block.fill(0, end, bytes);
    this.#kernels.row_checks(0, 1, this.#check.byteOffset, end / 4);
    return { bytes, check: this.#check[0] as number };
  }
}
