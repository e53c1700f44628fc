import type { SpreadOrder } from "./spread-order.ts";

/** Slots to draw, one list after the other; each is in slot order, so that its prefix is a fair sample. */
export interface DrawLists {
  /** Null: all slots, none dimmed. Otherwise the dimmed slots and behind them the others. */
  slots: Uint32Array | null;
  dimmedCount: number;
  plainCount: number;
  selected: Uint32Array;
}

/** What decides how a point is drawn; bits as `PointCloud.setMask` describes them. */
export interface PointStates {
  mask: Uint8Array | null;
  selected: Uint8Array | null;
  /** Points from this number on are not drawn. */
  shownCount: number;
}

/** Sorts points into those drawn dimmed, plain and selected: a few milliseconds for a million. */
export function drawLists(order: SpreadOrder, states: PointStates): DrawLists {
  const { mask, shownCount } = states;
  const selected = states.selected ? slotsWhere(order, states.selected, shownCount) : new Uint32Array(0);
  if (!mask && shownCount >= order.count) return { slots: null, dimmedCount: 0, plainCount: order.count, selected };
  const shown = Math.min(order.count, shownCount);
  const plainCount = mask ? countBits(mask, shown) : shown;
  const dimmedCount = shown - plainCount;
  const slots = new Uint32Array(shown);
  const { count, step } = order;
  let [dimmed, plain] = [0, dimmedCount];
  for (let slot = 0, point = 0; slot < count; slot++) {
    if (point < shown) {
      if (!mask || hasBit(mask, point)) slots[plain++] = slot;
      else slots[dimmed++] = slot;
    }
    point += step;
    if (point >= count) point -= count;
  }
  return { slots, dimmedCount, plainCount, selected };
}

function slotsWhere({ count, step }: SpreadOrder, bits: Uint8Array, shownCount: number): Uint32Array {
  const shown = Math.min(count, shownCount);
  const slots = new Uint32Array(countBits(bits, shown));
  if (slots.length === 0) return slots;
  for (let slot = 0, point = 0, next = 0; slot < count; slot++) {
    if (point < shown && hasBit(bits, point)) slots[next++] = slot;
    point += step;
    if (point >= count) point -= count;
  }
  return slots;
}

/** Bytes beyond the end count as 0: a mask may have been made before points were added. */
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
