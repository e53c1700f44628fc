import type { MapBox, Polygon } from "./point-cloud.ts";
import { boxPolygon, polygonBox } from "./polygon.ts";
import { simplifyOutline, simplifyPath } from "./simplify-path.ts";

export interface MapPlace {
  x: number;
  y: number;
}

const MOST_CORNERS = 500;
/** A lasso loses this much while it is drawn and as much at its end: half a pixel together. */
const TOLERANCE_PX = 0.25;
const STRETCH = 64;

/** A lasso on its way: places in map units, those before `fixed` simplified already. */
export interface LassoDraft {
  path: number[];
  fixed: number;
}

export const lassoFrom = ({ x, y }: MapPlace): LassoDraft => ({ path: [x, y], fixed: 0 });

/**
 * Adds a place to a lasso; `pixel` is the size of one in map units. Each stretch of 64 is simplified once, so that a long lasso stays short to draw.
 */
export const extendLasso = (draft: LassoDraft, { x, y }: MapPlace, pixel: number): void => {
  const { path } = draft;
  if (x === path.at(-2) && y === path.at(-1)) return;
  path.push(x, y);
  if (path.length - draft.fixed < 2 * STRETCH) return;
  const simple = simplifyPath(Float64Array.from(path.slice(draft.fixed)), TOLERANCE_PX * pixel);
  path.length = draft.fixed;
  path.push(...simple);
  // The last place begins the next stretch.
  draft.fixed = path.length - 2;
};

/** Is it more than a slip of the hand? */
const isRegion = (polygon: Polygon, pixel: number): boolean => {
  const { left, right, bottom, top } = polygonBox(polygon);
  return polygon.length >= 6 && right - left >= 2 * pixel && top - bottom >= 2 * pixel;
};

/**
 * The region of a lasso: at most 500 corners, and within half a pixel of the hand's way unless that takes more of them.
 * Null when it is under 2 pixels wide or high.
 */
export const lassoRegion = ({ path }: LassoDraft, pixel: number): Polygon | null => {
  const outline = simplifyOutline(Float64Array.from(path), {
    tolerance: TOLERANCE_PX * pixel,
    mostCorners: MOST_CORNERS,
  });
  return isRegion(outline, pixel) ? outline : null;
};

/** The box between two places. */
export const boxBetween = (one: MapPlace, other: MapPlace): MapBox => ({
  left: Math.min(one.x, other.x),
  right: Math.max(one.x, other.x),
  bottom: Math.min(one.y, other.y),
  top: Math.max(one.y, other.y),
});

/** The region of a box, or null as for a lasso. */
export const boxRegion = (box: MapBox, pixel: number): Polygon | null => {
  const polygon = boxPolygon(box);
  return isRegion(polygon, pixel) ? polygon : null;
};

/** A corner at the last or first place, within `pixels`, is none of its own. */
const isNear = (corners: readonly number[], at: number, { x, y }: MapPlace, reach: number) =>
  Math.hypot(x - corners[at]!, y - corners[at + 1]!) <= reach;

const CLOSE_PX = 10;

/** Does a click here close the polygon: it has three corners and this is the first? */
export const closesPolygon = (corners: readonly number[], place: MapPlace, pixel: number): boolean =>
  corners.length >= 6 && isNear(corners, 0, place, CLOSE_PX * pixel);

/** Adds a corner, unless it is where the last one is (the second click of a double click). */
export const addCorner = (corners: number[], place: MapPlace, pixel: number): void => {
  if (corners.length > 0 && isNear(corners, corners.length - 2, place, 3 * pixel)) return;
  if (corners.length / 2 < MOST_CORNERS) corners.push(place.x, place.y);
};

/** The region of clicked corners, or null where they make none. */
export const cornersRegion = (corners: readonly number[], pixel: number): Polygon | null => {
  const polygon = Float64Array.from(corners);
  return isRegion(polygon, pixel) ? polygon : null;
};
