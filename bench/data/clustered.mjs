import { seeded } from "../../scripts/seeded.mjs";

const CENTRES = 512;
/** Length of the noise beside a centre of length 1: rows of one centre have a cosine of about 0.5. */
const SPREAD = 1;

/**
 * Rows of unit length around 512 centres, some with many more rows than others. What is given writes chunk `chunk` of
 * them over `values`; a chunk has the same rows whichever were made before.
 */
export function clusteredRows(dims, seed) {
  const centres = centresOf(dims, seed);
  // The sum of two uniform 16-bit numbers has a variance of 2 * (2^32 - 1) / 12.
  const scale = SPREAD / Math.sqrt((dims * 2 * 2 ** 32) / 12);
  return (chunk, values) => {
    const random = seeded(seed * 1_000_003 + chunk + 1);
    const rows = values.length / dims;
    for (let row = 0; row < rows; row++) {
      const centre = Math.floor(random() ** 2 * CENTRES) * dims;
      const at = row * dims;
      let word = (random() * 4_294_967_295) | 1;
      let squares = 0;
      for (let i = 0; i < dims; i++) {
        // xorshift32 (Marsaglia 2003).
        word ^= word << 13;
        word ^= word >>> 17;
        word ^= word << 5;
        const value = centres[centre + i] + ((word >>> 16) + (word & 65_535) - 65_535) * scale;
        values[at + i] = value;
        squares += value * value;
      }
      const length = Math.sqrt(squares);
      for (let i = 0; i < dims; i++) values[at + i] /= length;
    }
  };
}

function centresOf(dims, seed) {
  const random = seeded(seed);
  const centres = new Float32Array(CENTRES * dims);
  for (let centre = 0; centre < CENTRES; centre++) {
    const values = centres.subarray(centre * dims, (centre + 1) * dims);
    for (let i = 0; i < dims; i++) values[i] = random() + random() + random() - 1.5;
    const length = Math.hypot(...values);
    for (let i = 0; i < dims; i++) values[i] /= length;
  }
  return centres;
}
