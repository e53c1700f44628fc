/** The order in which points are drawn: slot `s` holds point `s * step mod count`. */
export interface SpreadOrder {
  readonly count: number;
  readonly step: number;
}

const GOLDEN_SHARE = (Math.sqrt(5) - 1) / 2;

/**
 * An order in which the first k points of any k are spread evenly over all (multiples of the golden ratio; the step is
 * made coprime to the count, so every point has one slot). Points arrive by folder and class; a prefix in this order is
 * a fair sample of them. No array is kept, and the order is the same for the same count.
 */
export function spreadOrder(count: number): SpreadOrder {
  let step = Math.max(1, Math.round(count * GOLDEN_SHARE));
  while (commonDivisor(step, count) > 1) step++;
  return { count, step: count > 1 ? step % count : 0 };
}

function commonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

/** Further away than any place of a map; the vertex shader leaves out what lies beyond 1e29. */
const NOWHERE = 1e30;

/** Places in slot order, x and y in turn. Places that are not finite numbers are put where nothing is drawn. */
export function spreadPlaces({ count, step }: SpreadOrder, x: Float32Array, y: Float32Array): Float32Array {
  const places = new Float32Array(count * 2);
  for (let slot = 0, point = 0; slot < count; slot++) {
    // x - x is 0 for finite numbers only.
    const isPlace = x[point]! - x[point]! === 0 && y[point]! - y[point]! === 0;
    places[2 * slot] = isPlace ? x[point]! : NOWHERE;
    places[2 * slot + 1] = isPlace ? y[point]! : NOWHERE;
    point += step;
    if (point >= count) point -= count;
  }
  return places;
}

/** Values in slot order; `missing` for points beyond their end. */
export function spreadValues({ count, step }: SpreadOrder, values: Uint16Array, missing: number): Uint16Array {
  const spread = new Uint16Array(count);
  const known = values.length;
  for (let slot = 0, point = 0; slot < count; slot++) {
    spread[slot] = point < known ? values[point]! : missing;
    point += step;
    if (point >= count) point -= count;
  }
  return spread;
}
