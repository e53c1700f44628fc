import { setFlagsFromString } from "node:v8";

// Optimised from the first call on: the quick compiler keeps registers in memory, and is replaced only after a while.
setFlagsFromString("--no-liftoff");

const REGISTERS = 8;
const V128_LOAD = [0xfd, 0x00];
const F32X4_ADD = [0xfd, 0xe4, 0x01];
const I32X4_ADD = [0xfd, 0xae, 0x01];
const F32X4_FIRST = [0xfd, 0x1f, 0x00];
const I32X4_FIRST = [0xfd, 0x1b, 0x00];
const [F32, I32, V128] = [0x7d, 0x7f, 0x7b];

/**
 * A WebAssembly module, byte by byte, so that it needs no compiler: `f32(from, to)` and `i32(from, to)` add up shared
 * memory in steps of 128 bytes over eight registers, which leaves the loads as all that takes time.
 */
export function bandwidthModule(pages) {
  const section = (id, ...content) => [id, ...unsigned(content.flat().length), ...content.flat()];
  const name = (text) => [text.length, ...Buffer.from(text)];
  const signature = (result) => [0x60, 2, I32, I32, 1, result];
  const bytes = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, 2, signature(F32), signature(I32)),
    section(2, 1, name("env"), name("memory"), 0x02, 0x03, unsigned(pages), unsigned(pages)),
    section(3, 2, 0, 1),
    section(7, 2, name("f32"), 0x00, 0, name("i32"), 0x00, 1),
    section(10, 2, sized(sum(F32X4_ADD, F32X4_FIRST)), sized(sum(I32X4_ADD, I32X4_FIRST))),
  ];
  return new WebAssembly.Module(Uint8Array.from(bytes.flat()));
}

const sized = (code) => [...unsigned(code.length), ...code];

/** Body of one function; parameters 0 and 1 are where it is and where it ends, locals from 2 on are the registers. */
function sum(add, first) {
  const get = (local) => [0x20, local];
  const set = (local) => [0x21, local];
  const registers = Array.from({ length: REGISTERS }, (_, i) => 2 + i);
  return [
    ...[1, REGISTERS, V128],
    ...[0x03, 0x40],
    ...registers.flatMap((local, i) => [
      ...get(local),
      ...get(0),
      ...V128_LOAD,
      4,
      ...unsigned(16 * i),
      ...add,
      ...set(local),
    ]),
    ...get(0),
    ...[0x41, ...signed(16 * REGISTERS), 0x6a, 0x22, 0],
    ...get(1),
    ...[0x49, 0x0d, 0, 0x0b],
    ...get(2),
    ...registers.slice(1).flatMap((local) => [...get(local), ...add]),
    ...first,
    0x0b,
  ];
}

/** LEB128. */
function unsigned(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

const signed = (value) => (value < 64 ? [value] : [(value & 127) | 128, value >> 7]);
