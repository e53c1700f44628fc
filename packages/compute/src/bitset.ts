/** A set of row ordinals: bit i (byte i >> 3, bit i & 7, lowest first) is ordinal i. Bits beyond its end are 0. */
export type Bitset = Uint8Array<ArrayBufferLike>;

/** An empty bitset with room for ordinals 0..length-1. */
export const createBitset = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array((length + 7) >> 3);

export const hasBit = (bits: Bitset, ordinal: number): boolean =>
  (((bits[ordinal >>> 3] ?? 0) >>> (ordinal & 7)) & 1) === 1;

export function setBit(bits: Bitset, ordinal: number): void {
  const byte = ordinal >>> 3;
  bits[byte] = (bits[byte] ?? 0) | (1 << (ordinal & 7));
}

/** The set of the given ordinals; each must be < length. */
export function bitsetOf(ordinals: Iterable<number>, length: number): Uint8Array<ArrayBuffer> {
  const bits = createBitset(length);
  for (const ordinal of ordinals) {
    if (ordinal >= length) throw new RangeError(`Ordinal ${ordinal} is not below ${length}.`);
    setBit(bits, ordinal);
  }
  return bits;
}

/** In both. As long as the longer of the two. */
export const andBits = (a: Bitset, b: Bitset): Uint8Array<ArrayBuffer> => combine(a, b, (x, y) => x & y);
/** In either. */
export const orBits = (a: Bitset, b: Bitset): Uint8Array<ArrayBuffer> => combine(a, b, (x, y) => x | y);
/** In `a` and not in `b`. */
export const andNotBits = (a: Bitset, b: Bitset): Uint8Array<ArrayBuffer> => combine(a, b, (x, y) => x & ~y);

/** The ordinals 0..length-1 that are not in `a`. */
export function notBits(a: Bitset, length: number): Uint8Array<ArrayBuffer> {
  const bits = createBitset(length);
  for (let i = 0; i < bits.length; i++) bits[i] = ~(a[i] ?? 0);
  clearFrom(bits, length);
  return bits;
}

/** How many ordinals are in the set. */
export function countBits(bits: Bitset): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) count += BIT_COUNTS[bits[i] as number] as number;
  return count;
}

/** The ordinals of the set, rising. */
export function* eachBit(bits: Bitset): Generator<number> {
  for (let i = 0; i < bits.length; i++) {
    for (let byte = bits[i] as number; byte !== 0; byte &= byte - 1) yield i * 8 + 31 - Math.clz32(byte & -byte);
  }
}

/** The ordinals of the set, rising, as a column. */
export function ordinalsOf(bits: Bitset): Uint32Array<ArrayBuffer> {
  const ordinals = new Uint32Array(countBits(bits));
  let n = 0;
  for (let i = 0; i < bits.length; i++) {
    for (let byte = bits[i] as number; byte !== 0; byte &= byte - 1)
      ordinals[n++] = i * 8 + 31 - Math.clz32(byte & -byte);
  }
  return ordinals;
}

/**
 * A bitset from the bytes of a DuckDB BIT, whose leftmost bit becomes ordinal 0: one byte with the number of padding
 * bits, then the padding (ones) and the bits, highest first.
 */
export function fromDuckdbBits(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padding = bytes[0] ?? 0;
  const length = Math.max(0, (bytes.length - 1) * 8 - padding);
  const bits = createBitset(length);
  for (let i = 0; i < bits.length; i++) {
    const two = ((bytes[i + 1] as number) << 8) | (bytes[i + 2] ?? 0);
    bits[i] = REVERSED[(two >> (8 - padding)) & 0xff] as number;
  }
  clearFrom(bits, length);
  return bits;
}

/** The bytes of a DuckDB BIT of `length` bits; the inverse of `fromDuckdbBits`. */
export function toDuckdbBits(bits: Bitset, length: number): Uint8Array<ArrayBuffer> {
  const byteCount = (length + 7) >> 3;
  const padding = byteCount * 8 - length;
  const bytes = new Uint8Array(byteCount + 1);
  bytes[0] = padding;
  const at = (i: number) => (i < 0 ? 0xff : (REVERSED[bits[i] ?? 0] as number));
  for (let i = 0; i < byteCount; i++) bytes[i + 1] = ((at(i - 1) << 8) | at(i)) >> padding;
  return bytes;
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let i = 0; i < 8; i++) if (byte & (1 << i)) reversed |= 0x80 >> i;
  return reversed;
});
const BIT_COUNTS = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

function combine(a: Bitset, b: Bitset, operation: (x: number, y: number) => number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.max(a.length, b.length));
  for (let i = 0; i < bits.length; i++) bits[i] = operation(a[i] ?? 0, b[i] ?? 0);
  return bits;
}

function clearFrom(bits: Uint8Array, length: number): void {
  if (length & 7) bits[length >> 3] = (bits[length >> 3] as number) & ((1 << (length & 7)) - 1);
}
