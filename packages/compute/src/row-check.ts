const FACTOR = 0x9e3779b1;

/**
 * The check of 32-bit words w_j: sum of w_j * (2 j + 1) * K modulo 2^32 with an odd K. Any change of a single word
 * changes it; other damage is missed once in 2^32. The reference for the kernel `row_checks`.
 */
export function rowCheck(words: Uint32Array): number {
  let sum = 0;
  for (let j = 0; j < words.length; j++) sum = (sum + Math.imul(words[j] as number, Math.imul(2 * j + 1, FACTOR))) | 0;
  return sum >>> 0;
}
