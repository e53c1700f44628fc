import { createKernelMemory } from "./kernels.ts";
import { MATRIX_WASM } from "./matrix-wasm.ts";

/** The compiled functions of `matrix.c`; pointers are byte offsets into the memory they were instantiated with. */
export interface MatrixKernels {
  pack_rows(rows: number, rowCount: number, dims: number, panels: number, norms: number): void;
  square_norms(rows: number, rowCount: number, dims: number, norms: number): void;
  subtract_mean(rows: number, rowCount: number, dims: number, mean: number): void;
  offer_panels(
    panels: number,
    norms: number,
    panelCount: number,
    first: number,
    queries: number,
    queryNorms: number,
    slots: number,
    slotCount: number,
    firstSelf: number,
    distances: number,
    places: number,
    k: number,
    dims: number,
  ): void;
  multiply_panels(
    rows: number,
    rowCount: number,
    panels: number,
    panelCount: number,
    out: number,
    outStride: number,
    dims: number,
  ): void;
  pack_columns(rows: number, rowCount: number, dims: number, columns: number): void;
  add_column_products(
    columns: number,
    rowCount: number,
    from: number,
    to: number,
    panelCount: number,
    out: number,
  ): void;
  multiply_doubles(rows: number, rowCount: number, others: number, otherCount: number, out: number, dims: number): void;
  orthonormalise(rows: number, rowCount: number, dims: number): void;
}

/** Rows of a panel. */
export const PANEL_ROWS = 8;
export const panelsOf = (rows: number): number => Math.ceil(rows / PANEL_ROWS);

/**
 * The kernels of this thread with a memory of their own, in which a task places what it works on. What was placed is
 * void when the next task takes it.
 */
export class MatrixBench {
  readonly kernels: MatrixKernels;
  readonly #memory: WebAssembly.Memory;
  #used = 0;

  constructor() {
    this.#memory = createKernelMemory(1 << 20);
    const module = new WebAssembly.Module(Uint8Array.from(atob(MATRIX_WASM), (character) => character.charCodeAt(0)));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.kernels = exports as unknown as MatrixKernels;
  }

  /** Begins a task: forgets what was placed, and makes sure of room for `bytes`. Views made before are void. */
  clear(bytes: number): void {
    this.#used = 0;
    const lacking = bytes + 4096 - this.#memory.buffer.byteLength;
    if (lacking > 0) this.#memory.grow(Math.ceil(lacking / 65_536));
  }

  floats(length: number): Placed<Float32Array> {
    const at = this.#take(length * 4);
    return { at, values: new Float32Array(this.#memory.buffer, at, length) };
  }

  ints(length: number): Placed<Int32Array> {
    const at = this.#take(length * 4);
    return { at, values: new Int32Array(this.#memory.buffer, at, length) };
  }

  doubles(length: number): Placed<Float64Array> {
    const at = this.#take(length * 8);
    return { at, values: new Float64Array(this.#memory.buffer, at, length) };
  }

  /** As `doubles`, but the next array may take its place. */
  scratchDoubles(length: number): Placed<Float64Array> {
    const used = this.#used;
    const placed = this.doubles(length);
    this.#used = used;
    return placed;
  }

  #take(bytes: number): number {
    const at = this.#used;
    this.#used = Math.ceil((at + bytes) / 64) * 64;
    return at;
  }
}

/** An array in the memory of the kernels, and its byte offset there. */
export interface Placed<A> {
  at: number;
  values: A;
}

let bench: MatrixBench | undefined;

/** The bench of this thread, cleared, with room for `bytes` and a few arrays' alignment. */
export function matrixBench(bytes: number): MatrixBench {
  bench ??= new MatrixBench();
  bench.clear(bytes);
  return bench;
}
