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
  bits.set(a.subarray(0, bits.length));
  const words = wordsOf(bits);
  for (let i = 0; i < words.length; i++) words[i] = ~(words[i] as number);
  for (let i = words.length * 4; i < bits.length; i++) bits[i] = ~(bits[i] as number);
  clearFrom(bits, length);
  return bits;
}

/** How many ordinals are in the set. */
export function countBits(bits: Bitset): number {
  const words = wordsOf(bits);
  let count = 0;
  for (let i = 0; i < words.length; i++) count += onesIn(words[i] as number);
  for (let i = words.length * 4; i < bits.length; i++) count += onesIn(bits[i] as number);
  return count;
}

/** How many ordinals below `ordinal` are in the set: the rank of `ordinal`. */
export function rankOf(bits: Bitset, ordinal: number): number {
  const whole = Math.min(bits.length, ordinal >>> 3);
  const rest = (bits[whole] ?? 0) & ((1 << (ordinal & 7)) - 1);
  return countBits(bits.subarray(0, whole)) + onesIn(rest);
}

/** The ordinal of the given rank: the one that has `rank` ordinals of the set below it; -1 when the set is smaller. */
export function ordinalAt(bits: Bitset, rank: number): number {
  const words = wordsOf(bits);
  let left = rank;
  let i = 0;
  for (; i < words.length; i++) {
    const ones = onesIn(words[i] as number);
    if (left < ones) break;
    left -= ones;
  }
  for (let ordinal = i * 32; ordinal < bits.length * 8; ordinal++)
    if (hasBit(bits, ordinal) && left-- === 0) return ordinal;
  return -1;
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
  const words = wordsOf(bits);
  let n = 0;
  const take = (word: number, first: number): void => {
    for (let rest = word; rest !== 0; rest &= rest - 1) ordinals[n++] = first + 31 - Math.clz32(rest & -rest);
  };
  for (let i = 0; i < words.length; i++) take(words[i] as number, i * 32);
  for (let i = words.length * 4; i < bits.length; i++) take(bits[i] as number, i * 8);
  return ordinals;
}

/**
 * A bitset from the bytes of a DuckDB BIT, whose leftmost bit becomes ordinal 0: one byte with the number of padding
 * bits, then the padding (ones) and the bits, highest first.
 */
export function fromDuckdbBits(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padding = bytes[0] ?? 0;
  const length = Math.max(0, (bytes.length - 1) * 8 - padding);
  if (padding === 0) return reverseBytes(new Uint8Array(bytes.subarray(1)));
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
  if (padding === 0) {
    const whole = new Uint8Array(byteCount);
    whole.set(bits.subarray(0, byteCount));
    bytes.set(reverseBytes(whole), 1);
    return bytes;
  }
  const at = (i: number) => (i < 0 ? 0xff : (REVERSED[bits[i] ?? 0] as number));
  for (let i = 0; i < byteCount; i++) bytes[i + 1] = ((at(i - 1) << 8) | at(i)) >> padding;
  return bytes;
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let i = 0; i < 8; i++) if (byte & (1 << i)) reversed |= 0x80 >> i;
  return reversed;
});

/** The set 32 bits at a time, without its last up to 3 bytes; a copy where the bytes are not aligned. Little-endian. */
function wordsOf(bits: Bitset): Uint32Array {
  const count = bits.length >>> 2;
  return bits.byteOffset % 4 === 0
    ? new Uint32Array(bits.buffer, bits.byteOffset, count)
    : new Uint32Array(bits.slice(0, count * 4).buffer);
}

/** Bits of a 32-bit word that are set (Hacker's Delight, 5-1). */
function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Turns the bits of each byte round, in place (Hacker's Delight, 7-1, without the swap of bytes). */
function reverseBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  for (let i = 0; i < words.length; i++) {
    let word = words[i] as number;
    word = ((word & 0x55555555) << 1) | ((word >>> 1) & 0x55555555);
    word = ((word & 0x33333333) << 2) | ((word >>> 2) & 0x33333333);
    words[i] = ((word & 0x0f0f0f0f) << 4) | ((word >>> 4) & 0x0f0f0f0f);
  }
  for (let i = words.length * 4; i < bytes.length; i++) bytes[i] = REVERSED[bytes[i] as number] as number;
  return bytes;
}

function combine(a: Bitset, b: Bitset, operation: (x: number, y: number) => number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.max(a.length, b.length));
  const words = new Uint32Array(bits.buffer, 0, bits.length >>> 2);
  const [x, y] = [wordsOf(a), wordsOf(b)];
  const whole = Math.min(x.length, y.length);
  for (let i = 0; i < whole; i++) words[i] = operation(x[i] as number, y[i] as number);
  for (let i = whole * 4; i < bits.length; i++) bits[i] = operation(a[i] ?? 0, b[i] ?? 0);
  return bits;
}

function clearFrom(bits: Uint8Array, length: number): void {
  if (length & 7) bits[length >> 3] = (bits[length >> 3] as number) & ((1 << (length & 7)) - 1);
}
