import type { Evaluation } from "@pomona/contract/evaluations";

type CurvePoint = Evaluation["curve"][number];

/** Place and size of the square of [0, 1] x [0, 1] in the drawing. */
export const PLOT = { left: 34, top: 10, width: 280, height: 190 } as const;

export const placeOf = ({ precision, recall }: Pick<CurvePoint, "precision" | "recall">): { x: number; y: number } => ({
  x: PLOT.left + recall * PLOT.width,
  y: PLOT.top + (1 - precision) * PLOT.height,
});

/**
 * Path of a curve as steps: between two points recall is reached at the precision of the later one, which is what average
 * precision sums; a straight line would promise more.
 */
export function curvePath(curve: readonly CurvePoint[]): string {
  const first = curve[0];
  if (!first) return "";
  const start = placeOf({ precision: first.precision, recall: 0 });
  return curve.reduce(
    (path, point) => {
      const { x, y } = placeOf(point);
      return `${path}V${y.toFixed(1)}H${x.toFixed(1)}`;
    },
    `M${start.x.toFixed(1)} ${start.y.toFixed(1)}`,
  );
}

/** Number of the point that is nearest to a place of the drawing. */
export function nearestPoint(curve: readonly CurvePoint[], place: { x: number; y: number }): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  curve.forEach((point, i) => {
    const { x, y } = placeOf(point);
    const distance = (x - place.x) ** 2 + (y - place.y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

/** Number of the last point whose threshold is not below this one: what reaches the threshold. */
export function pointOfThreshold(curve: readonly CurvePoint[], threshold: number): number {
  const found = curve.findLastIndex((point) => point.threshold >= threshold);
  return Math.max(0, found);
}
