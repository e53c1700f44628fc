/** Eigenvalues in falling order, and unit eigenvectors as rows in the same order. */
export interface SymmetricEigen {
  values: Float64Array;
  /** n * n, row i belongs to values[i]. */
  vectors: Float64Array;
}

const MAX_ITERATIONS = 60;

/**
 * All eigenvalues and eigenvectors of a real symmetric matrix (n * n, row-major; left as it is). Householder
 * tridiagonalisation and implicit QL, after the EISPACK routines tred2 and tql2 (Bowdler, Martin, Reinsch and Wilkinson
 * 1968), with the vectors kept as rows so that every inner loop runs along memory. About 9 n^3 operations: 1,368 takes
 * some 10 s. Deterministic. Each vector's largest component is made positive (the first of equals), so that its sign
 * is fixed too. Throws RangeError when the iteration does not settle, which finite input does not cause.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const q = matrix.slice();
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  tridiagonalise(q, diagonal, offDiagonal, n);
  const rows = transpose(q, n);
  iterate(rows, diagonal, offDiagonal, n);
  return sorted(rows, diagonal, n);
}

/** Reduces to tridiagonal form; q becomes the orthogonal matrix of the transformation, columns in EISPACK's order. */
function tridiagonalise(q: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let i = n - 1; i > 0; i--) {
    const row = i * n;
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(q[row + k] as number);
    if (i === 1 || scale === 0) {
      e[i] = q[row + i - 1] as number;
      d[i] = 0;
      continue;
    }
    let h = 0;
    for (let k = 0; k < i; k++) {
      const value = (q[row + k] as number) / scale;
      q[row + k] = value;
      h += value * value;
    }
    const f = q[row + i - 1] as number;
    const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
    e[i] = scale * g;
    h -= f * g;
    q[row + i - 1] = f - g;
    reflect(q, e, { i, h, n });
    d[i] = h;
  }
  d[0] = 0;
  e[0] = 0;
  accumulate(q, d, n);
}

/** Applies one Householder reflection to the leading i * i block (lower triangle), keeping u / h in column i. */
function reflect(q: Float64Array, e: Float64Array, { i, h, n }: { i: number; h: number; n: number }): void {
  const row = i * n;
  // p = A u, from the lower triangle alone, row by row: each entry serves its own row and its mirror.
  for (let j = 0; j < i; j++) e[j] = 0;
  for (let j = 0; j < i; j++) {
    const start = j * n;
    const uj = q[row + j] as number;
    let sum = 0;
    for (let k = 0; k < j; k++) {
      const a = q[start + k] as number;
      sum += a * (q[row + k] as number);
      e[k] = (e[k] as number) + a * uj;
    }
    e[j] = (e[j] as number) + sum + (q[start + j] as number) * uj;
  }
  let f = 0;
  for (let j = 0; j < i; j++) {
    e[j] = (e[j] as number) / h;
    f += (e[j] as number) * (q[row + j] as number);
    q[j * n + i] = (q[row + j] as number) / h;
  }
  const hh = f / (h + h);
  for (let j = 0; j < i; j++) {
    const u = q[row + j] as number;
    const g = (e[j] as number) - hh * u;
    e[j] = g;
    const start = j * n;
    for (let k = 0; k <= j; k++)
      q[start + k] = (q[start + k] as number) - (u * (e[k] as number) + g * (q[row + k] as number));
  }
}

/** Multiplies the stored reflections into the orthogonal matrix. */
function accumulate(q: Float64Array, d: Float64Array, n: number): void {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    if (d[i] !== 0) {
      sums.fill(0, 0, i);
      for (let k = 0; k < i; k++) {
        const u = q[row + k] as number;
        const start = k * n;
        for (let j = 0; j < i; j++) sums[j] = (sums[j] as number) + u * (q[start + j] as number);
      }
      for (let k = 0; k < i; k++) {
        const start = k * n;
        const v = q[start + i] as number;
        for (let j = 0; j < i; j++) q[start + j] = (q[start + j] as number) - (sums[j] as number) * v;
      }
    }
    d[i] = q[row + i] as number;
    q[row + i] = 1;
    for (let j = 0; j < i; j++) {
      q[j * n + i] = 0;
      q[row + j] = 0;
    }
  }
}

function transpose(q: Float64Array, n: number): Float64Array {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rows[j * n + i] = q[i * n + j] as number;
  return rows;
}

/** Implicit QL on the tridiagonal matrix, rotating the rows of `rows` along. */
function iterate(rows: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; ; iteration++) {
      let m = l;
      for (; m < n - 1; m++) {
        const scale = Math.abs(d[m] as number) + Math.abs(d[m + 1] as number);
        if (Math.abs(e[m] as number) <= Number.EPSILON * scale) break;
      }
      if (m === l) break;
      if (iteration === MAX_ITERATIONS) throw new RangeError("The eigenvalues did not settle; is every value finite?");
      sweep(rows, d, e, { l, m, n });
    }
  }
}

function sweep(
  rows: Float64Array,
  d: Float64Array,
  e: Float64Array,
  { l, m, n }: { l: number; m: number; n: number },
): void {
  let g = ((d[l + 1] as number) - (d[l] as number)) / (2 * (e[l] as number));
  let r = Math.hypot(g, 1);
  g = (d[m] as number) - (d[l] as number) + (e[l] as number) / (g + (g >= 0 ? r : -r));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * (e[i] as number);
    const b = c * (e[i] as number);
    r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = (d[i + 1] as number) - p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = (d[i + 1] as number) - p;
    r = ((d[i] as number) - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
    rotate(rows, i * n, s, c, n);
  }
  d[l] = (d[l] as number) - p;
  e[l] = g;
  e[m] = 0;
}

/** Rotates the row at `start` and the one after it. */
function rotate(rows: Float64Array, start: number, s: number, c: number, n: number): void {
  const next = start + n;
  for (let k = 0; k < n; k++) {
    const upper = rows[start + k] as number;
    const lower = rows[next + k] as number;
    rows[next + k] = s * upper + c * lower;
    rows[start + k] = c * upper - s * lower;
  }
}

function sorted(rows: Float64Array, d: Float64Array, n: number): SymmetricEigen {
  const order = Array.from(d.keys()).sort((a, b) => (d[b] as number) - (d[a] as number) || a - b);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = rows.subarray(from * n, (from + 1) * n);
    let largest = 0;
    for (const value of row) if (Math.abs(value) > Math.abs(largest) * (1 + 1e-12)) largest = value;
    const sign = largest < 0 ? -1 : 1;
    for (let k = 0; k < n; k++) vectors[to * n + k] = sign * (row[k] as number);
  });
  return { values: Float64Array.from(order, (index) => d[index] as number), vectors };
}
