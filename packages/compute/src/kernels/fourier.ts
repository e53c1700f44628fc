import { FOURIER_WASM } from "./fourier-wasm.ts";

/** The compiled functions of `fourier.c`; pointers are byte offsets into the memory they were instantiated with. */
export interface FourierKernels {
  forward_rows(
    ofX: number,
    ofY: number,
    ofOne: number,
    spectra: number,
    line: number,
    size: number,
    first: number,
    end: number,
    turns: number,
    reversed: number,
  ): void;
  convolve_columns(
    spectra: number,
    strong: number,
    weak: number,
    size: number,
    first: number,
    end: number,
    turns: number,
    reversed: number,
  ): void;
  inverse_rows(
    spectra: number,
    ofX: number,
    ofY: number,
    ofOne: number,
    ofWeak: number,
    line: number,
    size: number,
    first: number,
    end: number,
    turns: number,
    reversed: number,
  ): void;
}

let compiled: WebAssembly.Module | undefined;
const instances = new WeakMap<WebAssembly.Memory, FourierKernels>();

/** The kernels over a memory of `createKernelMemory`. They keep no state in it. */
export function fourierKernels(memory: WebAssembly.Memory): FourierKernels {
  let kernels = instances.get(memory);
  if (!kernels) {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(FOURIER_WASM), (character) => character.charCodeAt(0)));
    kernels = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as FourierKernels;
    instances.set(memory, kernels);
  }
  return kernels;
}
