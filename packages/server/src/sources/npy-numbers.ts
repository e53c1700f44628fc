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

/** Numbers of a block of a .npy file as float64, which holds all of its types exactly. */
export function npyNumbers(block: Buffer, { itemBytes, isLittleEndian }: NpyHeader): Float64Array {
  const count = block.length / itemBytes;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const numbers = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const byte = at * itemBytes;
    if (itemBytes === 4) numbers[at] = view.getFloat32(byte, isLittleEndian);
    else
      numbers[at] =
        itemBytes === 8 ? view.getFloat64(byte, isLittleEndian) : halfToNumber(view.getUint16(byte, isLittleEndian));
  }
  return numbers;
}
