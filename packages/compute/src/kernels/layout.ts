import { LAYOUT_WASM } from "./layout-wasm.ts";

/** The compiled functions of `layout.c`; pointers are byte offsets into the memory they were instantiated with. */
export interface LayoutKernels {
  umap_round(
    from: number,
    to: number,
    starts: number,
    tails: number,
    rates: number,
    first: number,
    end: number,
    count: number,
    round: number,
    alpha: number,
    a: number,
    b: number,
    seed: number,
  ): void;
}

let compiled: WebAssembly.Module | undefined;
const instances = new WeakMap<WebAssembly.Memory, LayoutKernels>();

/** The kernels over a memory of `createKernelMemory`. They keep no state in it. */
export function layoutKernels(memory: WebAssembly.Memory): LayoutKernels {
  let kernels = instances.get(memory);
  if (!kernels) {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(LAYOUT_WASM), (character) => character.charCodeAt(0)));
    kernels = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as LayoutKernels;
    instances.set(memory, kernels);
  }
  return kernels;
}
