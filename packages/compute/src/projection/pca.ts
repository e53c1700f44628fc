/**
 * A fitted principal component analysis (Pearson 1901; Hotelling 1933): a vector x has the coordinates
 * `axes (x - mean)`, along axes of falling variance.
 */
export interface Pca {
  dims: number;
  components: number;
  /** dims float32. */
  mean: Float32Array;
  /** components * dims float32, row-major; unit length, each one's largest element positive. */
  axes: Float32Array;
  /** Variance of the sample (divided by n - 1) along each axis. */
  variances: Float64Array;
  /** Share of the sample's variance that lies along the axes, 0 to 1; 1 where there is no variance. */
  explained: number;
}
