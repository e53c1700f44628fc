// Dot products on WebAssembly SIMD. Built by build.sh into ../src/kernels/kernels-wasm.ts.
//
// One order of summation for every (row, query) pair, however rows and queries are grouped: four float32 lanes take
// elements 4i..4i+3, the last (dims mod 4) elements are padded with zeros, and the lanes are added as
// ((s0+s2)+(s1+s3)). So a pair gives the same bits in every call. No fused multiply-add: relaxed SIMD would make the
// result depend on the machine. Rows and queries are grouped so that each value that is loaded is used several times
// and all sums stay in registers (measured: two rows with four queries 1.5 times as fast as two with two).
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define MULTIPLY_ADD(sum, x, q) sum = wasm_f32x4_add(sum, wasm_f32x4_mul(x, q))
#define ZERO wasm_f32x4_const(0, 0, 0, 0)

// The first `count` values of a row, at most four, padded with zeros; reads nothing beyond them.
static inline v128_t first(const float *x, int count) {
  return wasm_f32x4_make(count > 0 ? x[0] : 0, count > 1 ? x[1] : 0, count > 2 ? x[2] : 0, count > 3 ? x[3] : 0);
}

// Four values of a row of which `left` are left.
static inline v128_t four(const float *x, int left) { return left >= 4 ? wasm_v128_load(x) : first(x, left); }

static inline float sum_of(v128_t s) {
  return (wasm_f32x4_extract_lane(s, 0) + wasm_f32x4_extract_lane(s, 2)) +
         (wasm_f32x4_extract_lane(s, 1) + wasm_f32x4_extract_lane(s, 3));
}

// Written so that a NaN of the row stays.
static inline float larger(float best, float value) { return value <= best ? best : value; }

static inline float one_dot(const float *x, const float *q, int dims) {
  v128_t sum = ZERO;
  int j = 0;
  for (; j + 4 <= dims; j += 4) MULTIPLY_ADD(sum, wasm_v128_load(x + j), wasm_v128_load(q + j));
  if (j < dims) MULTIPLY_ADD(sum, first(x + j, dims - j), wasm_v128_load(q + j));
  return sum_of(sum);
}

// out[i] = max(out[i], row[positions[i]] . query). A query is padded with zeros to a multiple of 4 floats; rows are
// `dims` floats apart, at any alignment.
EXPORT(max_dots)
void max_dots(const float *rows, const uint32_t *positions, int row_count, const float *query, float *out, int dims) {
  const int whole = dims & ~3;
  int i = 0;
  for (; i + 8 <= row_count; i += 8) {
    const uint32_t *p = positions + i;
    const float *x0 = rows + (uint32_t)dims * p[0], *x1 = rows + (uint32_t)dims * p[1];
    const float *x2 = rows + (uint32_t)dims * p[2], *x3 = rows + (uint32_t)dims * p[3];
    const float *x4 = rows + (uint32_t)dims * p[4], *x5 = rows + (uint32_t)dims * p[5];
    const float *x6 = rows + (uint32_t)dims * p[6], *x7 = rows + (uint32_t)dims * p[7];
    v128_t s0 = ZERO, s1 = ZERO, s2 = ZERO, s3 = ZERO, s4 = ZERO, s5 = ZERO, s6 = ZERO, s7 = ZERO;
    for (int j = 0; j < whole; j += 4) {
      v128_t q = wasm_v128_load(query + j);
      MULTIPLY_ADD(s0, wasm_v128_load(x0 + j), q);
      MULTIPLY_ADD(s1, wasm_v128_load(x1 + j), q);
      MULTIPLY_ADD(s2, wasm_v128_load(x2 + j), q);
      MULTIPLY_ADD(s3, wasm_v128_load(x3 + j), q);
      MULTIPLY_ADD(s4, wasm_v128_load(x4 + j), q);
      MULTIPLY_ADD(s5, wasm_v128_load(x5 + j), q);
      MULTIPLY_ADD(s6, wasm_v128_load(x6 + j), q);
      MULTIPLY_ADD(s7, wasm_v128_load(x7 + j), q);
    }
    if (whole < dims) {
      v128_t q = wasm_v128_load(query + whole);
      const int left = dims - whole;
      MULTIPLY_ADD(s0, first(x0 + whole, left), q);
      MULTIPLY_ADD(s1, first(x1 + whole, left), q);
      MULTIPLY_ADD(s2, first(x2 + whole, left), q);
      MULTIPLY_ADD(s3, first(x3 + whole, left), q);
      MULTIPLY_ADD(s4, first(x4 + whole, left), q);
      MULTIPLY_ADD(s5, first(x5 + whole, left), q);
      MULTIPLY_ADD(s6, first(x6 + whole, left), q);
      MULTIPLY_ADD(s7, first(x7 + whole, left), q);
    }
    out[i] = larger(out[i], sum_of(s0));
    out[i + 1] = larger(out[i + 1], sum_of(s1));
    out[i + 2] = larger(out[i + 2], sum_of(s2));
    out[i + 3] = larger(out[i + 3], sum_of(s3));
    out[i + 4] = larger(out[i + 4], sum_of(s4));
    out[i + 5] = larger(out[i + 5], sum_of(s5));
    out[i + 6] = larger(out[i + 6], sum_of(s6));
    out[i + 7] = larger(out[i + 7], sum_of(s7));
  }
  for (; i < row_count; i++) out[i] = larger(out[i], one_dot(rows + (uint32_t)dims * positions[i], query, dims));
}

#define TWO_WITH_ONE(a, b, query) \
  {                               \
    v128_t q = query;             \
    MULTIPLY_ADD(a, u, q);        \
    MULTIPLY_ADD(b, v, q);        \
  }
#define TWO_WITH_FOUR(at)                               \
  TWO_WITH_ONE(a0, b0, wasm_v128_load(queries + (at)))  \
  TWO_WITH_ONE(a1, b1, wasm_v128_load(q1 + (at)))       \
  TWO_WITH_ONE(a2, b2, wasm_v128_load(q2 + (at)))       \
  TWO_WITH_ONE(a3, b3, wasm_v128_load(q3 + (at)))

static inline void two_with_four(const float *x, const float *y, const float *queries, int stride, float *out,
                                 int out_stride, int dims) {
  const float *q1 = queries + stride, *q2 = q1 + stride, *q3 = q2 + stride;
  v128_t a0 = ZERO, a1 = ZERO, a2 = ZERO, a3 = ZERO, b0 = ZERO, b1 = ZERO, b2 = ZERO, b3 = ZERO;
  int j = 0;
  for (; j + 4 <= dims; j += 4) {
    v128_t u = wasm_v128_load(x + j), v = wasm_v128_load(y + j);
    TWO_WITH_FOUR(j)
  }
  if (j < dims) {
    v128_t u = first(x + j, dims - j), v = first(y + j, dims - j);
    TWO_WITH_FOUR(j)
  }
  out[0] = sum_of(a0);
  out[1] = sum_of(b0);
  out[out_stride] = sum_of(a1);
  out[out_stride + 1] = sum_of(b1);
  out[2 * out_stride] = sum_of(a2);
  out[2 * out_stride + 1] = sum_of(b2);
  out[3 * out_stride] = sum_of(a3);
  out[3 * out_stride + 1] = sum_of(b3);
}

// out[k * out_stride + i] = row[positions[i]] . query[k]; queries are `stride` floats apart, a multiple of 4 that is
// >= dims, padded with zeros.
EXPORT(dots)
void dots(const float *rows, const uint32_t *positions, int row_count, const float *queries, int query_count,
          float *out, int out_stride, int dims, int stride) {
  const int even = row_count & ~1;
  int k = 0;
  for (; k + 4 <= query_count; k += 4)
    for (int i = 0; i < even; i += 2)
      two_with_four(rows + (uint32_t)dims * positions[i], rows + (uint32_t)dims * positions[i + 1],
                    queries + k * stride, stride, out + k * out_stride + i, out_stride, dims);
  for (int n = 0; n < query_count; n++)
    for (int i = n < k ? even : 0; i < row_count; i++)
      out[n * out_stride + i] = one_dot(rows + (uint32_t)dims * positions[i], queries + n * stride, dims);
}

// best[i] = max(best[i], max over lines k of lines[k * stride + i]); NaN stays.
EXPORT(max_lines)
void max_lines(const float *lines, int line_count, int stride, int count, float *best) {
  for (int k = 0; k < line_count; k++, lines += stride) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      v128_t value = wasm_v128_load(lines + i), old = wasm_v128_load(best + i);
      wasm_v128_store(best + i, wasm_v128_bitselect(old, value, wasm_f32x4_le(value, old)));
    }
    for (; i < count; i++) best[i] = larger(best[i], lines[i]);
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

// exp(x) for |x| <= 700 within 2^-51: x = k ln 2 + r with |r| <= ln 2 / 2, and the Taylor polynomial of degree 13 for
// exp(r). In float64 by additions and multiplications alone, so that every machine gives the same bits.
static inline double exponential(double x) {
  const double k = __builtin_rint(x * 1.4426950408889634);
  const double r = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
  double sum = 1.0 / 6227020800;
  sum = sum * r + 1.0 / 479001600;
  sum = sum * r + 1.0 / 39916800;
  sum = sum * r + 1.0 / 3628800;
  sum = sum * r + 1.0 / 362880;
  sum = sum * r + 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 0.5;
  sum = sum * r + 1;
  sum = sum * r + 1;
  union {
    uint64_t bits;
    double value;
  } power = {(uint64_t)((int)k + 1023) << 52};
  return sum * power.value;
}

// scores[i] = 1 / (1 + exp(-(p[i] + bias))), rounded once to float32; NaN stays NaN. Beyond -110 the score is below the
// smallest float32, beyond 40 it rounds to 1: so nothing overflows, whatever the length of the weights.
EXPORT(finish_logistic)
void finish_logistic(const float *p, int count, double bias, float *scores) {
  for (int i = 0; i < count; i++) {
    double z = (double)p[i] + bias;
    if (z != z) {
      scores[i] = p[i];
      continue;
    }
    z = z < -110 ? -110 : z > 40 ? 40 : z;
    scores[i] = (float)(1 / (1 + exponential(-z)));
  }
}

// ---- int8 codes ----------------------------------------------------------------------------------------------------
// A row v is stored as codes c (int8) and a scale s, so that v ~ s c. Codes are `stride` bytes apart, a multiple of 16
// that is >= dims, padded with zeros. Queries are int16 of the same stride. Integer sums are exact in any order; they
// fit int32 while |query| <= (2^31 - 1) / (127 sqrt(dims)), which `CodeQuery` keeps (Cauchy-Schwarz, also for every
// part of the sum).

static inline int int_sum(v128_t a) {
  return wasm_i32x4_extract_lane(a, 0) + wasm_i32x4_extract_lane(a, 1) + wasm_i32x4_extract_lane(a, 2) +
         wasm_i32x4_extract_lane(a, 3);
}

#define CODE_STEP(sum, row)                                                                                    \
  {                                                                                                            \
    sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_i16x8_load8x8((row) + j), low));                       \
    sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_i16x8_load8x8((row) + j + 8), high));                   \
  }

static inline void one_code_row(const int8_t *x, float scale, const int16_t *q, float inverse, float *out, int stride) {
  v128_t a = wasm_i32x4_const(0, 0, 0, 0);
  for (int j = 0; j < stride; j += 16) {
    v128_t low = wasm_v128_load(q + j), high = wasm_v128_load(q + j + 8);
    CODE_STEP(a, x)
  }
  *out = larger(*out, (float)int_sum(a) * (scale * inverse));
}

static inline void code_row_with_four(const int8_t *x, float scale, const int16_t *q, const float *inverses, float *out,
                                      int stride) {
  const int16_t *q1 = q + stride, *q2 = q1 + stride, *q3 = q2 + stride;
  v128_t a = wasm_i32x4_const(0, 0, 0, 0), b = a, c = a, d = a;
  for (int j = 0; j < stride; j += 16) {
    v128_t low = wasm_i16x8_load8x8(x + j), high = wasm_i16x8_load8x8(x + j + 8);
    a = wasm_i32x4_add(a, wasm_i32x4_dot_i16x8(low, wasm_v128_load(q + j)));
    b = wasm_i32x4_add(b, wasm_i32x4_dot_i16x8(low, wasm_v128_load(q1 + j)));
    c = wasm_i32x4_add(c, wasm_i32x4_dot_i16x8(low, wasm_v128_load(q2 + j)));
    d = wasm_i32x4_add(d, wasm_i32x4_dot_i16x8(low, wasm_v128_load(q3 + j)));
    a = wasm_i32x4_add(a, wasm_i32x4_dot_i16x8(high, wasm_v128_load(q + j + 8)));
    b = wasm_i32x4_add(b, wasm_i32x4_dot_i16x8(high, wasm_v128_load(q1 + j + 8)));
    c = wasm_i32x4_add(c, wasm_i32x4_dot_i16x8(high, wasm_v128_load(q2 + j + 8)));
    d = wasm_i32x4_add(d, wasm_i32x4_dot_i16x8(high, wasm_v128_load(q3 + j + 8)));
  }
  float best = larger(*out, (float)int_sum(a) * (scale * inverses[0]));
  best = larger(best, (float)int_sum(b) * (scale * inverses[1]));
  best = larger(best, (float)int_sum(c) * (scale * inverses[2]));
  *out = larger(best, (float)int_sum(d) * (scale * inverses[3]));
}

// out[i] = max(out[i], max over queries of scale * inverse * (codes . query)) for the row at positions[i].
EXPORT(max_code_dots)
void max_code_dots(const int8_t *codes, const float *scales, const uint32_t *positions, int row_count,
                   const int16_t *queries, const float *inverses, int query_count, float *out, int stride) {
  int k = 0;
  for (; k + 4 <= query_count; k += 4)
    for (int i = 0; i < row_count; i++)
      code_row_with_four(codes + (uint32_t)stride * positions[i], scales[positions[i]], queries + k * stride,
                         inverses + k, out + i, stride);
  for (; k < query_count; k++) {
    const int16_t *q = queries + k * stride;
    int i = 0;
    for (; i + 4 <= row_count; i += 4) {
      const uint32_t *p = positions + i;
      const int8_t *x = codes + (uint32_t)stride * p[0], *y = codes + (uint32_t)stride * p[1],
                   *z = codes + (uint32_t)stride * p[2], *w = codes + (uint32_t)stride * p[3];
      v128_t a = wasm_i32x4_const(0, 0, 0, 0), b = a, c = a, d = a;
      for (int j = 0; j < stride; j += 16) {
        v128_t low = wasm_v128_load(q + j), high = wasm_v128_load(q + j + 8);
        CODE_STEP(a, x)
        CODE_STEP(b, y)
        CODE_STEP(c, z)
        CODE_STEP(d, w)
      }
      out[i] = larger(out[i], (float)int_sum(a) * (scales[p[0]] * inverses[k]));
      out[i + 1] = larger(out[i + 1], (float)int_sum(b) * (scales[p[1]] * inverses[k]));
      out[i + 2] = larger(out[i + 2], (float)int_sum(c) * (scales[p[2]] * inverses[k]));
      out[i + 3] = larger(out[i + 3], (float)int_sum(d) * (scales[p[3]] * inverses[k]));
    }
    for (; i < row_count; i++)
      one_code_row(codes + (uint32_t)stride * positions[i], scales[positions[i]], q, inverses[k], out + i, stride);
  }
}

static inline float positive(float x) { return x > 0 ? x : 0; }

static inline float to_score(float raw) {
  raw = raw < -1 ? -1 : raw > 1 ? 1 : raw;
  return (1 + raw) * 0.5f;
}

// Bounds of the scores whose approximate cosines are p (and n), and which of the rows can reach `floor`: their indices
// go to `kept`, their bounds to `upper` and `lower`; returns how many. With v' = s c and the error e = v - v', which is
// orthogonal to v' as s is the least-squares scale:
//   one query without negatives: |<q,v> - <q,v'>| = |<q_perp, e>| <= |e| sqrt(|q|^2 - <q, v'>^2), as |v'| <= 1
//   otherwise:                   |<q,v> - <q,v'>| <= |q| |e|                                    (Cauchy-Schwarz)
// `query_error` >= |q - q'| for the int16 query q', and `slop` covers the roundings of float32.
// A row without a bound (its error is infinite) is kept, with the bounds [0, 1].
EXPORT(select_bounds)
int select_bounds(const float *p, const float *n, const float *errors, const uint32_t *positions, int count,
                  float weight, float query_norm, float query_error, float slop, int is_single, float floor,
                  uint32_t *kept, float *upper, float *lower) {
  int found = 0;
  // What even the plain bound of the positives cannot reach; most rows end here. The slop covers the rounding of `reach`.
  const float least = floor * 2 - 1, spread = query_error + slop * 2;
  for (int i = 0; i < count; i++) {
    float e = errors[positions[i]], a = p[i], high, low;
    if (a + e * query_norm + spread < least) continue;
    if (is_single) {
      // A stored vector is a unit vector to 5e-6.
      float along = positive((a < 0 ? -a : a) - query_error) * 0.99999f;
      float across = __builtin_sqrtf(positive(query_norm * query_norm - along * along));
      float radius = e * across + query_error + slop;
      high = a + radius;
      low = a - radius;
    } else {
      float radius = e * query_norm + query_error + slop;
      high = a + radius - weight * positive(n[i] - radius);
      low = a - radius - weight * positive(n[i] + radius);
    }
    int is_bounded = e < 4;
    float reach = is_bounded ? to_score(high) : 1;
    if (reach < floor) continue;
    kept[found] = i;
    upper[found] = reach;
    lower[found] = is_bounded ? to_score(low) : 0;
    found++;
  }
  return found;
}

// Codes, scales and errors of rows of `dims` float32: c = round(127 v / max |v|), s the least-squares scale
// <v,c> / <c,c>, error >= |v - s c|. A row that is longer than 1 gets an infinite error. Sums in float32: relative
// errors of some dims / 4 * 2^-24, which the factor of the error and the slop of `CodeQuery` cover.
EXPORT(quantise_rows)
void quantise_rows(const float *rows, int row_count, int8_t *codes, float *scales, float *errors, int dims,
                   int stride) {
  const v128_t zero4 = wasm_f32x4_const(0, 0, 0, 0);
  for (int i = 0; i < row_count; i++, rows += dims, codes += stride) {
    v128_t largest = zero4;
    for (int j = 0; j < dims; j += 4) largest = wasm_f32x4_pmax(largest, wasm_f32x4_abs(four(rows + j, dims - j)));
    float most = larger(larger(wasm_f32x4_extract_lane(largest, 0), wasm_f32x4_extract_lane(largest, 1)),
                        larger(wasm_f32x4_extract_lane(largest, 2), wasm_f32x4_extract_lane(largest, 3)));
    float up = most > 0 ? 127 / most : 0;
    // 127 / most overflows for the smallest numbers; such a row is as good as zero.
    if (!(up < 1e38f)) up = 0;
    v128_t ups = wasm_f32x4_splat(up), along = zero4, norm = zero4, code_norm = wasm_i32x4_const(0, 0, 0, 0);
    for (int j = 0; j < stride; j += 16) {
      v128_t x0 = four(rows + j, dims - j), x1 = four(rows + j + 4, dims - j - 4);
      v128_t x2 = four(rows + j + 8, dims - j - 8), x3 = four(rows + j + 12, dims - j - 12);
      v128_t c0 = wasm_f32x4_nearest(wasm_f32x4_mul(x0, ups)), c1 = wasm_f32x4_nearest(wasm_f32x4_mul(x1, ups));
      v128_t c2 = wasm_f32x4_nearest(wasm_f32x4_mul(x2, ups)), c3 = wasm_f32x4_nearest(wasm_f32x4_mul(x3, ups));
      along = wasm_f32x4_add(along, wasm_f32x4_add(wasm_f32x4_add(wasm_f32x4_mul(x0, c0), wasm_f32x4_mul(x1, c1)),
                                                   wasm_f32x4_add(wasm_f32x4_mul(x2, c2), wasm_f32x4_mul(x3, c3))));
      norm = wasm_f32x4_add(norm, wasm_f32x4_add(wasm_f32x4_add(wasm_f32x4_mul(x0, x0), wasm_f32x4_mul(x1, x1)),
                                                 wasm_f32x4_add(wasm_f32x4_mul(x2, x2), wasm_f32x4_mul(x3, x3))));
      v128_t low = wasm_i16x8_narrow_i32x4(wasm_i32x4_trunc_sat_f32x4(c0), wasm_i32x4_trunc_sat_f32x4(c1));
      v128_t high = wasm_i16x8_narrow_i32x4(wasm_i32x4_trunc_sat_f32x4(c2), wasm_i32x4_trunc_sat_f32x4(c3));
      code_norm = wasm_i32x4_add(code_norm, wasm_i32x4_dot_i16x8(low, low));
      code_norm = wasm_i32x4_add(code_norm, wasm_i32x4_dot_i16x8(high, high));
      wasm_v128_store(codes + j, wasm_i8x16_narrow_i16x8(low, high));
    }
    int squares = int_sum(code_norm);
    float scale = squares > 0 ? sum_of(along) / (float)squares : 0;
    v128_t scaled = wasm_f32x4_splat(scale), error = zero4;
    for (int j = 0; j < dims; j += 4) {
      v128_t x = four(rows + j, dims - j);
      v128_t c = wasm_f32x4_convert_i32x4(wasm_i32x4_extend_low_i16x8(wasm_i16x8_extend_low_i8x16(wasm_v128_load32_zero(codes + j))));
      v128_t r = wasm_f32x4_sub(x, wasm_f32x4_mul(scaled, c));
      error = wasm_f32x4_add(error, wasm_f32x4_mul(r, r));
    }
    scales[i] = scale;
    errors[i] = sum_of(norm) <= 1.00001f ? __builtin_sqrtf(sum_of(error)) * 1.0002f + 1e-7f : __builtin_inff();
  }
}

// checks[i] = sum over j of word j of row i times (2 j + 1) K modulo 2^32, K odd: any single word that changes changes
// the sum. `words` is the length of a row in 32-bit words.
EXPORT(row_checks)
void row_checks(const uint32_t *rows, int row_count, uint32_t *checks, int words) {
  const uint32_t k = 0x9e3779b1u;
  const v128_t step = wasm_i32x4_splat((int)(8 * k));
  for (int i = 0; i < row_count; i++, rows += words) {
    v128_t sum = wasm_i32x4_const(0, 0, 0, 0);
    v128_t factor = wasm_i32x4_make((int)k, (int)(3 * k), (int)(5 * k), (int)(7 * k));
    int j = 0;
    for (; j + 4 <= words; j += 4) {
      sum = wasm_i32x4_add(sum, wasm_i32x4_mul(wasm_v128_load(rows + j), factor));
      factor = wasm_i32x4_add(factor, step);
    }
    uint32_t check = (uint32_t)int_sum(sum);
    for (; j < words; j++) check += rows[j] * ((2 * (uint32_t)j + 1) * k);
    checks[i] = check;
  }
}
