import { spreadOrder, spreadStep } from "./spread-order.ts";

/** Points to draw, one list after the other; each in spread order, so that its prefix is a fair sample. */
export interface DrawLists {
  dimmed: Uint32Array<ArrayBuffer>;
  plain: Uint32Array<ArrayBuffer>;
  selected: Uint32Array<ArrayBuffer>;
}

/** What decides how a point is drawn; bits as `PointCloud.setMask` describes them. */
export interface PointStates {
  count: number;
  mask: Uint8Array | null;
  selected: Uint8Array | null;
  /** Points from this number on are not drawn. */
  shownCount: number;
}

const NONE = new Uint32Array(0);

/** Sorts points into those drawn dimmed, plain and selected: some milliseconds for a million. */
export function drawLists({ count, mask, selected, shownCount }: PointStates): DrawLists {
  const shown = Math.min(count, shownCount);
  const chosen = selected ? partedBy({ count, shown, bits: selected }).ones : NONE;
  if (mask) {
    const { ones, zeros } = partedBy({ count, shown, bits: mask });
    return { dimmed: zeros, plain: ones, selected: chosen };
  }
  const plain = shown === count ? spreadOrder(count) : spreadOrder(count).filter((point) => point < shown);
  return { dimmed: NONE, plain, selected: chosen };
}

interface Parting {
  count: number;
  shown: number;
  bits: Uint8Array;
}

function partedBy({ count, shown, bits }: Parting) {
  const whole = wholeBits(bits, count);
  const oneCount = countBits(whole, shown);
  // Each point is written at the ends of both lists and the end of one is moved on: no branch to mispredict.
  const [ones, zeros] = [new Uint32Array(oneCount + 1), new Uint32Array(shown - oneCount + 1)];
  const step = spreadStep(count);
  let [one, zero, point] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const isShown = point < shown ? 1 : 0;
    const bit = (whole[point >> 3]! >> (point & 7)) & isShown;
    ones[one] = point;
    zeros[zero] = point;
    one += bit;
    zero += isShown ^ bit;
    point += step;
    if (point >= count) point -= count;
  }
  return { ones: ones.subarray(0, oneCount), zeros: zeros.subarray(0, shown - oneCount) };
}

/** Bits beyond the end are 0: they may have been made before points were added. */
function wholeBits(bits: Uint8Array, count: number): Uint8Array {
  const byteCount = (count + 7) >> 3;
  if (bits.length >= byteCount) return bits;
  const whole = new Uint8Array(byteCount);
  whole.set(bits);
  return whole;
}

export const hasBit = (bits: Uint8Array, point: number): boolean =>
  (((bits[point >> 3] ?? 0) >> (point & 7)) & 1) === 1;

/** How many of the first `count` bits are 1. */
export function countBits(bits: Uint8Array, count: number): number {
  let ones = 0;
  const whole = Math.min(bits.length, count >> 3);
  for (let i = 0; i < whole; i++) ones += ONES[bits[i]!]!;
  for (let point = whole << 3; point < count && point >> 3 < bits.length; point++) if (hasBit(bits, point)) ones++;
  return ones;
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let bit = 0; bit < 8; bit++) ones += (byte >> bit) & 1;
  return ones;
});
