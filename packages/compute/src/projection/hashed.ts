/** A 32-bit number that depends on two others as if by chance (mix of T. Ettinger's hash-prospector, two rounds). */
export function hashed(seed: number, number: number): number {
  let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ number;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** As `hashed`, from -0.5 to 0.5. */
export const hashedOffset = (seed: number, number: number): number => hashed(seed, number) / 2 ** 32 - 0.5;
