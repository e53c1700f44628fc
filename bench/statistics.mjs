export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
};

/** `{medianMs, minMs, maxMs, runs}` of a list of milliseconds. */
export const timesOf = (list) => ({
  medianMs: rounded(median(list)),
  minMs: rounded(Math.min(...list)),
  maxMs: rounded(Math.max(...list)),
  runs: list.length,
});

export const rounded = (value) => Number(value.toPrecision(4));

/** Median of the slopes between all pairs of points (Theil 1950, Sen 1968): outliers do not turn it. Unit: y per x. */
export function slope(points) {
  const slopes = [];
  for (let i = 0; i < points.length; i++)
    for (let j = i + 1; j < points.length; j++) slopes.push((points[j].y - points[i].y) / (points[j].x - points[i].x));
  return median(slopes);
}
