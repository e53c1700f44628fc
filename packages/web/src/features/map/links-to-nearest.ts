/** A link from each point to the nearest of the anchors on the map. */
export function linksToNearest(
  anchors: readonly number[],
  points: readonly number[],
  { x, y }: { x: Float32Array; y: Float32Array },
): [number, number][] {
  const at = (values: Float32Array, point: number): number => values[point] ?? Number.NaN;
  return points.flatMap((point) => {
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const anchor of anchors) {
      const distance = Math.hypot(at(x, anchor) - at(x, point), at(y, anchor) - at(y, point));
      if (distance < least) [best, least] = [anchor, distance];
    }
    return best === undefined ? [] : [[best, point] as [number, number]];
  });
}
