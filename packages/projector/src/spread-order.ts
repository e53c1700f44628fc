const GOLDEN_SHARE = (Math.sqrt(5) - 1) / 2;

/**
 * A step such that i * step mod count, for i from 0 on, meets every number below count once and the first k of them, for
 * any k, are spread evenly (multiples of the golden ratio; made coprime to the count). Points arrive by folder and class:
 * a prefix in this order is a fair sample of them. The same for the same count.
 */
export function spreadStep(count: number): number {
  let step = Math.max(1, Math.round(count * GOLDEN_SHARE));
  while (commonDivisor(step, count) > 1) step++;
  return count > 1 ? step % count : 0;
}

function commonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

/** Numbers below `count` in that order: all, or the first `length` of them. */
export function spreadOrder(count: number, length = count): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(length);
  const step = spreadStep(count);
  let point = 0;
  for (let i = 0; i < length; i++) {
    order[i] = point;
    point += step;
    if (point >= count) point -= count;
  }
  return order;
}
