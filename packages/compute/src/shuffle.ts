/**
 * The values in a random order that depends on the seed alone. Fisher-Yates (Durstenfeld 1964) with the mulberry32
 * generator (T. Ettinger 2017); 32-bit seed. The input is left as it is.
 */
export function shuffled(values: Uint32Array, seed: number): Uint32Array {
  const result = values.slice();
  const random = mulberry32(seed);
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swapped = result[i] as number;
    result[i] = result[j] as number;
    result[j] = swapped;
  }
  return result;
}

/** Numbers in [0, 1) from a 32-bit seed. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
