/** Discrete Fourier transforms of one length, a power of two. */
export interface Fourier {
  length: number;
  /** Cosines and sines of the first half of a turn. */
  cosines: Float64Array;
  sines: Float64Array;
  /** Where each value goes before the passes. */
  reversed: Uint32Array;
}

const known = new Map<number, Fourier>();

/** The tables for a length, kept by the thread. */
export function fourier(length: number): Fourier {
  let tables = known.get(length);
  if (!tables) {
    const bits = Math.log2(length);
    tables = {
      length,
      cosines: Float64Array.from({ length: length / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / length)),
      sines: Float64Array.from({ length: length / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / length)),
      reversed: Uint32Array.from({ length }, (_, i) => {
        let turned = 0;
        for (let bit = 0; bit < bits; bit++) turned |= ((i >> bit) & 1) << (bits - 1 - bit);
        return turned;
      }),
    };
    known.set(length, tables);
  }
  return tables;
}

/**
 * Transforms complex values in place (Cooley and Tukey 1965, radix 2): sums of value j times exp(-2 pi i j k / length).
 * Swap `re` and `im` for the inverse, which is then `length` times too large.
 */
export function transform({ length, cosines, sines, reversed }: Fourier, re: Float64Array, im: Float64Array): void {
  for (let i = 0; i < length; i++) {
    const j = reversed[i] as number;
    if (j <= i) continue;
    const [x, y] = [re[i] as number, im[i] as number];
    re[i] = re[j] as number;
    im[i] = im[j] as number;
    re[j] = x;
    im[j] = y;
  }
  for (let half = 1; half < length; half *= 2) {
    const stride = length / (2 * half);
    for (let start = 0; start < length; start += 2 * half) {
      for (let i = start, turn = 0; i < start + half; i++, turn += stride) {
        const c = cosines[turn] as number;
        const s = sines[turn] as number;
        const x = re[i + half] as number;
        const y = im[i + half] as number;
        const tx = x * c + y * s;
        const ty = y * c - x * s;
        re[i + half] = (re[i] as number) - tx;
        im[i + half] = (im[i] as number) - ty;
        re[i] = (re[i] as number) + tx;
        im[i] = (im[i] as number) + ty;
      }
    }
  }
}
