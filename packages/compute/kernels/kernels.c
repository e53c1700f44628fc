// Dot products on WebAssembly SIMD. Built by build.sh into ../src/kernels/kernels-wasm.ts.
//
// One order of summation for every (row, query) pair, however rows and queries are grouped: two accumulators of four
// float32 lanes take elements 8i..8i+3 and 8i+4..8i+7, the last (dims mod 8) elements are padded with zeros, and the
// lanes are added as ((s0+s2)+(s1+s3)). So a pair gives the same bits in every call. No fused multiply-add: relaxed
// SIMD would make the result depend on the machine.
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define MULTIPLY_ADD(sum, x, q) sum = wasm_f32x4_add(sum, wasm_f32x4_mul(x, q))

typedef struct {
  v128_t low, high;
} pair;

static inline pair zero(void) { return (pair){wasm_f32x4_const(0, 0, 0, 0), wasm_f32x4_const(0, 0, 0, 0)}; }

static inline v128_t first(const float *x, int count) {
  return wasm_f32x4_make(count > 0 ? x[0] : 0, count > 1 ? x[1] : 0, count > 2 ? x[2] : 0, count > 3 ? x[3] : 0);
}

// The last `count` (1..7) elements of a row, padded with zeros; reads nothing beyond the row.
static inline pair row_end(const float *x, int count) {
  return (pair){first(x, count), first(x + 4, count - 4)};
}

static inline float lane_sum(pair a) {
  v128_t s = wasm_f32x4_add(a.low, a.high);
  return (wasm_f32x4_extract_lane(s, 0) + wasm_f32x4_extract_lane(s, 2)) +
         (wasm_f32x4_extract_lane(s, 1) + wasm_f32x4_extract_lane(s, 3));
}

static inline void step(pair *sum, pair x, const float *q) {
  MULTIPLY_ADD(sum->low, x.low, wasm_v128_load(q));
  MULTIPLY_ADD(sum->high, x.high, wasm_v128_load(q + 4));
}

static inline pair load(const float *x) { return (pair){wasm_v128_load(x), wasm_v128_load(x + 4)}; }

// Written so that a NaN of the row stays.
static inline float larger(float best, float value) { return value <= best ? best : value; }

static inline void four_rows(const float *x, const float *y, const float *z, const float *w, const float *q, float *out,
                             int whole, int dims) {
  pair a = zero(), b = zero(), c = zero(), d = zero();
  for (int j = 0; j < whole; j += 8) {
    v128_t low = wasm_v128_load(q + j), high = wasm_v128_load(q + j + 4);
    MULTIPLY_ADD(a.low, wasm_v128_load(x + j), low);
    MULTIPLY_ADD(a.high, wasm_v128_load(x + j + 4), high);
    MULTIPLY_ADD(b.low, wasm_v128_load(y + j), low);
    MULTIPLY_ADD(b.high, wasm_v128_load(y + j + 4), high);
    MULTIPLY_ADD(c.low, wasm_v128_load(z + j), low);
    MULTIPLY_ADD(c.high, wasm_v128_load(z + j + 4), high);
    MULTIPLY_ADD(d.low, wasm_v128_load(w + j), low);
    MULTIPLY_ADD(d.high, wasm_v128_load(w + j + 4), high);
  }
  if (whole < dims) {
    step(&a, row_end(x + whole, dims - whole), q + whole);
    step(&b, row_end(y + whole, dims - whole), q + whole);
    step(&c, row_end(z + whole, dims - whole), q + whole);
    step(&d, row_end(w + whole, dims - whole), q + whole);
  }
  out[0] = larger(out[0], lane_sum(a));
  out[1] = larger(out[1], lane_sum(b));
  out[2] = larger(out[2], lane_sum(c));
  out[3] = larger(out[3], lane_sum(d));
}

static inline void one_row(const float *x, const float *q, float *out, int whole, int dims) {
  pair a = zero();
  for (int j = 0; j < whole; j += 8) step(&a, load(x + j), q + j);
  if (whole < dims) step(&a, row_end(x + whole, dims - whole), q + whole);
  *out = larger(*out, lane_sum(a));
}

static inline void row_with_four(const float *x, const float *q, int stride, float *out, int whole, int dims) {
  const float *q1 = q + stride, *q2 = q1 + stride, *q3 = q2 + stride;
  pair a = zero(), b = zero(), c = zero(), d = zero();
  for (int j = 0; j < whole; j += 8) {
    pair u = load(x + j);
    step(&a, u, q + j);
    step(&b, u, q1 + j);
    step(&c, u, q2 + j);
    step(&d, u, q3 + j);
  }
  if (whole < dims) {
    pair u = row_end(x + whole, dims - whole);
    step(&a, u, q + whole);
    step(&b, u, q1 + whole);
    step(&c, u, q2 + whole);
    step(&d, u, q3 + whole);
  }
  float best = larger(*out, lane_sum(a));
  best = larger(best, lane_sum(b));
  best = larger(best, lane_sum(c));
  *out = larger(best, lane_sum(d));
}

// out[i] = max(out[i], max over queries of row[positions[i]] . query). Queries are `stride` floats apart, a multiple of
// 8 that is >= dims, padded with zeros; rows are `dims` floats apart, at any alignment.
EXPORT(max_dots)
void max_dots(const float *rows, const uint32_t *positions, int row_count, const float *queries, int query_count,
              float *out, int dims, int stride) {
  const int whole = dims & ~7;
  int k = 0;
  for (; k + 4 <= query_count; k += 4)
    for (int i = 0; i < row_count; i++)
      row_with_four(rows + (uint32_t)dims * positions[i], queries + k * stride, stride, out + i, whole, dims);
  for (; k < query_count; k++) {
    const float *q = queries + k * stride;
    int i = 0;
    for (; i + 4 <= row_count; i += 4) {
      const uint32_t *p = positions + i;
      four_rows(rows + (uint32_t)dims * p[0], rows + (uint32_t)dims * p[1], rows + (uint32_t)dims * p[2],
                rows + (uint32_t)dims * p[3], q, out + i, whole, dims);
    }
    for (; i < row_count; i++) one_row(rows + (uint32_t)dims * positions[i], q, out + i, whole, dims);
  }
}

// scores[i] = (1 + clamp(p[i] - weight * max(0, n[i]), -1, 1)) / 2; NaN stays NaN.
EXPORT(finish)
void finish(const float *p, const float *n, int count, float weight, float *scores) {
  for (int i = 0; i < count; i++) {
    float raw = p[i] - weight * (n[i] < 0 ? 0 : n[i]);
    raw = raw < -1 ? -1 : raw > 1 ? 1 : raw;
    scores[i] = (1 + raw) * 0.5f;
  }
}
