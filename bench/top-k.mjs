/** Keeps the k rows of the highest scores; ties go to the row offered first. */
export function topK(k) {
  const rows = new Float64Array(k);
  const scores = new Float64Array(k).fill(Number.NEGATIVE_INFINITY);
  let count = 0;
  return {
    offer(row, score) {
      if (count === k && score <= scores[k - 1]) return;
      let at = Math.min(count, k - 1);
      for (; at > 0 && scores[at - 1] < score; at--) {
        scores[at] = scores[at - 1];
        rows[at] = rows[at - 1];
      }
      scores[at] = score;
      rows[at] = row;
      if (count < k) count++;
    },
    rows: () => Array.from(rows.subarray(0, count)),
    scores: () => Array.from(scores.subarray(0, count)),
  };
}

/** Inner product in float64, the reference that answers are checked against. `at` is where the row starts. */
export function innerProduct(values, at, query) {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const { length } = query;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[at + i] * query[i];
    b += values[at + i + 1] * query[i + 1];
    c += values[at + i + 2] * query[i + 2];
    d += values[at + i + 3] * query[i + 3];
  }
  for (let i = whole; i < length; i++) a += values[at + i] * query[i];
  return a + b + (c + d);
}

/** Share of the exact answer that an answer has. */
export function recallOf(answer, exact) {
  const wanted = new Set(exact);
  return answer.filter((row) => wanted.has(row)).length / wanted.size;
}
