/**
 * The vectors at the given positions, packed in that order: positions.length * dims float32, a new buffer.
 * `vectors` holds one vector of `dims` values per position, row-major.
 */
export function gatherVectors(
  vectors: Float32Array,
  positions: ArrayLike<number>,
  dims: number,
): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(positions.length * dims);
  for (let i = 0; i < positions.length; i++) {
    const start = (positions[i] as number) * dims;
    packed.set(vectors.subarray(start, start + dims), i * dims);
  }
  return packed;
}
