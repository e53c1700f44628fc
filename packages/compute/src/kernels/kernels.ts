import { KERNELS_WASM } from "./kernels-wasm.ts";

/** The compiled functions of `kernels.c`; pointers are byte offsets into the memory they were instantiated with. */
export interface Kernels {
  max_dots(rows: number, positions: number, rowCount: number, query: number, best: number, dims: number): void;
  dots(
    rows: number,
    positions: number,
    rowCount: number,
    queries: number,
    queryCount: number,
    out: number,
    outStride: number,
    dims: number,
    stride: number,
  ): void;
  max_lines(lines: number, lineCount: number, stride: number, count: number, best: number): void;
  finish(positive: number, negative: number, count: number, weight: number, scores: number): void;
  finish_logistic(dot: number, count: number, bias: number, scores: number): void;
  max_code_dots(
    codes: number,
    scales: number,
    positions: number,
    rowCount: number,
    queries: number,
    inverses: number,
    queryCount: number,
    best: number,
    stride: number,
  ): void;
  select_bounds(
    positive: number,
    negative: number,
    errors: number,
    positions: number,
    count: number,
    weight: number,
    queryNorm: number,
    queryError: number,
    slop: number,
    isSingle: number,
    floor: number,
    kept: number,
    upper: number,
    lower: number,
  ): number;
  quantise_rows(
    rows: number,
    rowCount: number,
    codes: number,
    scales: number,
    errors: number,
    dims: number,
    stride: number,
  ): void;
  row_checks(rows: number, rowCount: number, checks: number, words: number): void;
}

/** Most the kernels can address: 4 GiB. */
const MAX_PAGES = 65_536;
const PAGE_BYTES = 65_536;

/** Shared memory for the kernels; it can be handed to worker threads. */
export const createKernelMemory = (bytes: number): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES), maximum: MAX_PAGES, shared: true });

let compiled: WebAssembly.Module | undefined;

/** Instantiates the kernels over a memory of `createKernelMemory`. They keep no state in it. */
export function instantiateKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNELS_WASM), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
}
