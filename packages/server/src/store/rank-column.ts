/**
 * Ordinals ordered by their score, ties by ordinal, those without a score (NaN) last in both directions; stable. A radix
 * sort (least significant digit first, 11 bits a pass): linear, about 30 ms for a million. `ordinals` must be rising.
 */
export function rankByScore(
  ordinals: Uint32Array,
  scores: Float32Array,
  isDescending: boolean,
): Uint32Array<ArrayBuffer> {
  let from = Uint32Array.from(ordinals);
  let keys = sortKeys(from, scores, isDescending);
  for (const shift of [0, 11, 22]) {
    const starts = new Uint32Array(2049);
    for (let i = 0; i < keys.length; i++) {
      const digit = (((keys[i] as number) >>> shift) & 2047) + 1;
      starts[digit] = (starts[digit] as number) + 1;
    }
    for (let digit = 1; digit <= 2048; digit++)
      starts[digit] = (starts[digit] as number) + (starts[digit - 1] as number);
    const to = new Uint32Array(from.length);
    const toKeys = new Uint32Array(from.length);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      const digit = (key >>> shift) & 2047;
      const place = starts[digit] as number;
      starts[digit] = place + 1;
      to[place] = from[i] as number;
      toKeys[place] = key;
    }
    from = to;
    keys = toKeys;
  }
  return from;
}

const NO_SCORE = 0xffffffff;

/** Unsigned integers in the order of the scores: IEEE 754 bits with the sign flipped, all bits of negatives flipped. */
function sortKeys(ordinals: Uint32Array, scores: Float32Array, isDescending: boolean): Uint32Array {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  const keys = new Uint32Array(ordinals.length);
  for (let i = 0; i < ordinals.length; i++) {
    const score = scores[ordinals[i] as number] ?? Number.NaN;
    if (Number.isNaN(score)) {
      keys[i] = NO_SCORE;
      continue;
    }
    // Adding 0 makes -0 and 0 equal.
    float[0] = score + 0;
    const raw = bits[0] as number;
    const rising = raw & 0x80000000 ? ~raw : raw | 0x80000000;
    keys[i] = isDescending ? ~rising : rising;
  }
  return keys;
}
