import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { rowsPerBlock } from "@pomona/compute/kernels/code-layout";
import { CodeMaker } from "@pomona/compute/kernels/code-maker";
import { blockAt, blockCountOf, CODE_SUFFIX, encodeCodeHeader, tableOffset } from "./code-file.ts";

/** The part of a sidecar that is being written; its rename ends the writing. */
export const partialCodes = (segmentPath: string): string => `${segmentPath}${CODE_SUFFIX}.tmp`;

let shared: CodeMaker | undefined;
/** The maker of this thread. What is put into it lasts until the caller returns to the event loop or its scheduler. */
export const codeMaker = (): CodeMaker => {
  shared ??= new CodeMaker();
  return shared;
};

/** Writes the sidecar of a segment block by block to a temporary file beside it, not synced, as it can be made anew. */
export class CodeWriter {
  /** Rows of each block but the last. */
  readonly blockRows: number;
  readonly #dims: number;
  readonly #rowCount: number;
  readonly #path: string;
  readonly #file: number;
  readonly #checks: Uint32Array;
  #next = 0;
  #isWhole = false;

  constructor(segmentPath: string, dims: number, rowCount: number) {
    this.blockRows = rowsPerBlock(dims);
    this.#dims = dims;
    this.#rowCount = rowCount;
    this.#path = partialCodes(segmentPath);
    this.#checks = new Uint32Array(blockCountOf(dims, rowCount));
    this.#file = openSync(this.#path, "w");
  }

  /** Makes the next block from the rows in the maker. Returns how many rows it has. */
  add(): number {
    const index = this.#next++;
    const { offset, count } = blockAt(this.#dims, this.#rowCount, index);
    const { bytes, check } = codeMaker().make(this.#dims, count);
    this.#checks[index] = check;
    writeWhole(this.#file, codeMaker().block.subarray(0, bytes), offset);
    return count;
  }

  finish(sha256: string): void {
    const segment = { dims: this.#dims, rowCount: this.#rowCount, sha256 };
    writeWhole(this.#file, new Uint8Array(this.#checks.buffer), tableOffset(this.#dims, this.#rowCount));
    writeWhole(this.#file, encodeCodeHeader(segment, this.#checks), 0);
    this.#isWhole = true;
  }

  /** Closes the file, and removes it unless it was finished. */
  close(): void {
    closeSync(this.#file);
    if (!this.#isWhole) rmSync(this.#path, { force: true });
  }
}

/** Writes all of `bytes` at `offset`. */
export function writeWhole(file: number, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
}
