import { hasBit } from "./draw-lists.ts";
import { NO_VALUE } from "./palette-texture.ts";
import type { PointColours } from "./point-cloud.ts";
import { PointSet } from "./point-set.ts";
import { spreadOrder } from "./spread-order.ts";

/** How many points the first frame of new ones shows, and of how many there is a sample. */
const SAMPLE = 20_000;
const MANY = 150_000;

/** Some points of a set, as a set of their own. */
export interface FirstSample {
  set: PointSet;
  /** Shown points of the whole for each of these. */
  times: number;
}

/**
 * A fair sample of the points that are shown, with their colours, filter and selection; null of points so few that they
 * are drawn themselves. Looks at no other point: a million are on the screen before they are with the graphics processor.
 */
export function firstSample(set: PointSet): FirstSample | null {
  const { shownCount, colours, mask, selected } = set;
  if (shownCount < MANY) return null;
  const points = spreadOrder(shownCount, SAMPLE);
  const sample = new PointSet();
  sample.setPlaces({ x: gathered(set.x, points), y: gathered(set.y, points) });
  // Density is counted in cells of the whole map.
  sample.bounds = set.bounds;
  if (colours) sample.setColours(coloursAt(colours, points));
  sample.setMask(mask && bitsAt(mask, points));
  sample.setSelected(selected && bitsAt(selected, points));
  return { set: sample, times: shownCount / SAMPLE };
}

function gathered(values: Float32Array, points: Uint32Array): Float32Array {
  const own = new Float32Array(points.length);
  for (let i = 0; i < points.length; i++) own[i] = values[points[i]!]!;
  return own;
}

/** Points without a value, as added ones, keep having none. */
function coloursAt(colours: PointColours, points: Uint32Array): PointColours {
  const values = new Uint16Array(points.length);
  for (let i = 0; i < points.length; i++) values[i] = colours.values[points[i]!] ?? NO_VALUE;
  return { ...colours, values };
}

function bitsAt(bits: Uint8Array, points: Uint32Array): Uint8Array {
  const own = new Uint8Array((points.length + 7) >> 3);
  points.forEach((point, i) => {
    if (hasBit(bits, point)) own[i >> 3]! |= 1 << (i & 7);
  });
  return own;
}
