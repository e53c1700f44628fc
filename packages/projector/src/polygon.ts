import type { MapBox, Polygon } from "./point-cloud.ts";

/**
 * Is a place within a polygon? The rule of regions, which the server's filter condition `region` follows too:
 *
 * - Even-odd: a place is inside when a ray from it to the right crosses the outline an odd number of times. What a
 *   self-intersecting outline goes round twice is outside; which way it goes round does not matter. The last corner is
 *   joined to the first.
 * - An edge from its lower end (ax, ay) to its upper end (bx, by) is crossed when ay <= y < by and
 *   x < (bx - ax) * ((y - ay) / (by - ay)) + ax, in float64 and in this order. So a place on a left or bottom edge is
 *   inside, on a right or top edge outside, and of two polygons that share an edge exactly one has a place on it.
 * - Fewer than 3 corners, corners on one line, and places that are no numbers: nothing is inside.
 *
 * Corners are finite. Cost: one comparison for each edge.
 */
export const isInPolygon = (polygon: Polygon, x: number, y: number): boolean => {
  const end = polygon.length;
  let isInside = false;
  let fromX = polygon[end - 2]!;
  let fromY = polygon[end - 1]!;
  for (let corner = 0; corner < end; corner += 2) {
    const toX = polygon[corner]!;
    const toY = polygon[corner + 1]!;
    if (fromY > y !== toY > y) {
      const isCrossed =
        fromY < toY
          ? x < (toX - fromX) * ((y - fromY) / (toY - fromY)) + fromX
          : x < (fromX - toX) * ((y - toY) / (fromY - toY)) + toX;
      if (isCrossed) isInside = !isInside;
    }
    fromX = toX;
    fromY = toY;
  }
  return isInside;
};

/** The box around a polygon; of none it is empty: left above right. */
export const polygonBox = (polygon: Polygon): MapBox => {
  const box: MapBox = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
  for (let corner = 0; corner < polygon.length; corner += 2) {
    const x = polygon[corner]!;
    const y = polygon[corner + 1]!;
    if (x < box.left) box.left = x;
    if (x > box.right) box.right = x;
    if (y < box.bottom) box.bottom = y;
    if (y > box.top) box.top = y;
  }
  return box;
};

/** The four corners of a box, anticlockwise from the lower left. */
export const boxPolygon = ({ left, right, bottom, top }: MapBox): Polygon =>
  Float64Array.of(left, bottom, right, bottom, right, top, left, top);
