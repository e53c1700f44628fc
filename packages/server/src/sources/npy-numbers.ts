import type { NpyHeader } from "./npy-header.ts";

/** IEEE 754 binary16 bits as a number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Whether the numbers of the file are what a Float32Array holds on this machine, which is little-endian. */
export const isPlainFloat32 = ({ itemBytes, isLittleEndian }: NpyHeader): boolean => itemBytes === 4 && isLittleEndian;

/** Puts the numbers of a block of a .npy file into `target` as float32; what is beyond becomes infinite. */
export function npyNumbers(block: Buffer, { itemBytes, isLittleEndian }: NpyHeader, target: Float32Array): void {
  const count = block.length / itemBytes;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (itemBytes === 4) for (let at = 0; at < count; at++) target[at] = view.getFloat32(at * 4, isLittleEndian);
  else if (itemBytes === 8) for (let at = 0; at < count; at++) target[at] = view.getFloat64(at * 8, isLittleEndian);
  else for (let at = 0; at < count; at++) target[at] = halfToNumber(view.getUint16(at * 2, isLittleEndian));
}
