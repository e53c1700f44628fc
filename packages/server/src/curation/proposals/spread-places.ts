/**
 * Places of vectors (unit, `dims` each) that are unlike each other, `count` of them at most: the first, then each time the
 * one least like all that are taken (farthest first; Gonzalez 1985), ties by place.
 */
export function spreadPlaces(vectors: Float32Array, dims: number, count: number): number[] {
  const rows = vectors.length / dims;
  if (rows === 0) return [];
  const taken = [0];
  const likeness = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  while (taken.length < Math.min(count, rows)) {
    const last = taken[taken.length - 1] as number;
    let next = -1;
    for (let row = 0; row < rows; row++) {
      let dot = 0;
      for (let i = 0; i < dims; i++) dot += (vectors[row * dims + i] as number) * (vectors[last * dims + i] as number);
      likeness[row] = Math.max(likeness[row] as number, dot);
      if (!taken.includes(row) && (next < 0 || (likeness[row] as number) < (likeness[next] as number))) next = row;
    }
    taken.push(next);
  }
  return taken;
}
