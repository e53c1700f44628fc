import { toScreen, type Viewport } from "./camera.ts";
import type { Camera, MapLabel } from "./point-cloud.ts";

/** The size of a label's box in CSS pixels, with the room that is to stay free around it. */
export interface LabelSize {
  width: number;
  height: number;
}

/** A label and the scales at which it is shown: from `from` to below `until`. */
export interface RangedLabel {
  label: MapLabel;
  size: LabelSize;
  from: number;
  until: number;
}

/** A label on the screen: the middle of its box, and how far it has faded in. */
export interface PlacedLabel {
  label: MapLabel;
  left: number;
  top: number;
  /** 0 to 1 */
  opacity: number;
}

export interface LabelRangeOptions {
  /** CSS pixels a map unit when the whole map is in view: levels begin and end relative to it. */
  fitScale: number;
  sizeOf(label: MapLabel): LabelSize;
}

/** Of more labels than this the lightest of the finest levels are never shown: pairs are compared. */
const MOST_LABELS = 2000;
/** More on the screen at once are too many to read. */
const MOST_PLACED = 200;
/** Each finer level begins when the map is that much larger. */
const LEVEL_BEGINS = 1.8;
/** A level that has finer ones ends when the map is that much larger than at its beginning. */
const LEVEL_LASTS = 14;
/** A label fades in while the scale grows by this, and out before its end. */
const FADE = 1.15;

/** The scale from which on two labels, each in the middle of its place, no longer overlap. */
const apartFrom = (a: RangedLabel, b: RangedLabel): number => {
  const across = (a.size.width + b.size.width) / 2 / Math.abs(a.label.x - b.label.x);
  const upright = (a.size.height + b.size.height) / 2 / Math.abs(a.label.y - b.label.y);
  return Math.min(across, upright);
};

/** Coarse levels before fine ones, heavy before light, then by id. */
const byRank = (a: MapLabel, b: MapLabel) => a.level - b.level || b.weight - a.weight || a.id - b.id;

/**
 * The scales at which each label is shown, so that at no scale and no place of the view two of them overlap: a label
 * appears once it is clear of all that rank before it (greedily: coarse levels, then heavy ones) and then stays until
 * its level ends. So nothing jumps or flickers while one pans, and each label comes and goes at one scale only (the
 * "active ranges" of Been, Daiches & Yap, "Dynamic map labeling", 2006). In order of rank; labels that can never be
 * shown are left out. Made once for a set of labels: 2,000 take about 10 ms.
 */
export const labelRanges = (labels: readonly MapLabel[], { fitScale, sizeOf }: LabelRangeOptions): RangedLabel[] => {
  const placed = labels.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const ranked = placed.toSorted(byRank).slice(0, MOST_LABELS);
  const finest = ranked.at(-1)?.level ?? 0;
  const ranged: RangedLabel[] = [];
  for (const label of ranked) {
    const begins = label.level <= 0 ? 0 : fitScale * LEVEL_BEGINS ** label.level;
    const ends = label.level >= finest ? Infinity : fitScale * LEVEL_BEGINS ** Math.max(0, label.level) * LEVEL_LASTS;
    const own: RangedLabel = { label, size: sizeOf(label), from: begins, until: ends };
    for (const other of ranged) {
      const blockedUntil = Math.min(other.until, apartFrom(own, other));
      if (other.from < own.until && blockedUntil > own.from) own.from = blockedUntil;
      if (own.from >= own.until) break;
    }
    if (own.from < own.until) ranged.push(own);
  }
  return ranged;
};

const opacityAt = ({ from, until }: RangedLabel, scale: number): number => {
  const risen = from === 0 ? 1 : Math.log(scale / from) / Math.log(FADE);
  const left = until === Infinity ? 1 : Math.log(until / scale) / Math.log(FADE);
  return Math.max(0, Math.min(1, risen, left));
};

/**
 * The labels in view, at most 200, those of higher rank first. What it answers depends on the scale alone, but for what
 * is out of view.
 */
export const placeLabels = (ranged: readonly RangedLabel[], camera: Camera, viewport: Viewport): PlacedLabel[] => {
  const placed: PlacedLabel[] = [];
  for (const each of ranged) {
    if (placed.length === MOST_PLACED) break;
    if (camera.scale < each.from || camera.scale >= each.until) continue;
    const { left, top } = toScreen(camera, viewport, each.label.x, each.label.y);
    const [across, upright] = [each.size.width / 2, each.size.height / 2];
    if (left < -across || left > viewport.width + across || top < -upright || top > viewport.height + upright) continue;
    placed.push({ label: each.label, left, top, opacity: opacityAt(each, camera.scale) });
  }
  return placed;
};
