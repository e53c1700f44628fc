// Rounds of a UMAP layout on WebAssembly SIMD. Built by build.sh into ../src/kernels/layout-wasm.ts.
//
// Powers are approximations by polynomials (below one thousandth), the same bits on every machine: no relaxed SIMD, no
// fused multiply-add.
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define SPLAT(x) wasm_f32x4_splat(x)
#define ADD(x, y) wasm_f32x4_add(x, y)
#define SUB(x, y) wasm_f32x4_sub(x, y)
#define MUL(x, y) wasm_f32x4_mul(x, y)
#define DIV(x, y) wasm_f32x4_div(x, y)
// Four draws push with the weight of five.
#define PUSH 1.25f

// Base-2 logarithm of positive normal numbers; absolute error below 1e-4.
static inline v128_t log2_of(v128_t x) {
  const v128_t bits = wasm_i32x4_shr(x, 23);
  const v128_t exponent = wasm_f32x4_convert_i32x4(wasm_i32x4_sub(bits, wasm_i32x4_splat(127)));
  const v128_t m = wasm_v128_or(wasm_v128_and(x, wasm_i32x4_splat(0x7fffff)), wasm_i32x4_splat(0x3f800000));
  v128_t y = ADD(SPLAT(0.64514372f), MUL(SPLAT(-0.081614486f), m));
  y = ADD(SPLAT(-2.1206994f), MUL(y, m));
  y = ADD(SPLAT(4.070135f), MUL(y, m));
  return ADD(exponent, ADD(SPLAT(-2.5128774f), MUL(y, m)));
}

// 2^x for -126 < x < 127; relative error below 2.5e-4.
static inline v128_t exp2_of(v128_t x) {
  const v128_t whole = wasm_f32x4_floor(x);
  const v128_t f = SUB(x, whole);
  v128_t y = ADD(SPLAT(0.22412475f), MUL(SPLAT(0.07944154f), f));
  y = ADD(SPLAT(0.69606564f), MUL(y, f));
  y = ADD(SPLAT(0.99989298f), MUL(y, f));
  const v128_t scale = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(whole), wasm_i32x4_splat(127)), 23);
  return MUL(y, scale);
}

static inline v128_t power(v128_t x, v128_t b) { return exp2_of(MUL(b, log2_of(x))); }

static inline v128_t clip(v128_t x, v128_t limit) {
  return wasm_f32x4_pmin(wasm_f32x4_pmax(x, wasm_f32x4_neg(limit)), limit);
}

// xorshift32 (Marsaglia 2003) in four lanes.
static inline v128_t next(v128_t s) {
  s = wasm_v128_xor(s, wasm_i32x4_shl(s, 13));
  s = wasm_v128_xor(s, wasm_u32x4_shr(s, 17));
  return wasm_v128_xor(s, wasm_i32x4_shl(s, 5));
}

static inline uint32_t mixed(uint32_t x) {
  x ^= x >> 16;
  x *= 0x21f0aaad;
  x ^= x >> 15;
  x *= 0x735a2d97;
  return x ^ (x >> 15);
}

static inline float sum_of(v128_t s) {
  return (wasm_f32x4_extract_lane(s, 0) + wasm_f32x4_extract_lane(s, 2)) +
         (wasm_f32x4_extract_lane(s, 1) + wasm_f32x4_extract_lane(s, 3));
}

// Moves points `first` to `end` - 1 from their places in `from`, where all others are read, to `to`. Edge e of a point is
// followed in the rounds in which round * rates[e] passes a whole number; each time the point moves towards the tail and
// away from four points drawn by chance.
EXPORT(umap_round)
void umap_round(const float *from, float *to, const int32_t *starts, const int32_t *tails, const float *rates, int first,
                int end, int count, float round, float alpha, float a, float b, uint32_t seed) {
  const v128_t va = SPLAT(a), vb = SPLAT(b), one = SPLAT(1), four = SPLAT(4), tiny = SPLAT(1e-12f);
  const v128_t pull = SPLAT(2 * a * b), push = SPLAT(PUSH * 2 * b), limit = SPLAT(0.001f), step = SPLAT(alpha);
  const v128_t share = SPLAT((float)count * (1.0f / 16777216.0f)), last = wasm_i32x4_splat(count - 1);
  for (int i = first; i < end; i++) {
    float x = from[2 * i], y = from[2 * i + 1];
    const uint32_t key = mixed((uint32_t)i ^ seed);
    v128_t draw = wasm_u32x4_make(mixed(key ^ 0x9e3779b9) | 1, mixed(key ^ 0x7f4a7c15) | 1, mixed(key ^ 0x85ebca6b) | 1,
                                  mixed(key ^ 0xc2b2ae35) | 1);
    for (int e = starts[i], stop = starts[i + 1]; e < stop; e++) {
      const float rate = rates[e];
      if (__builtin_floorf((round + 1) * rate) == __builtin_floorf(round * rate)) continue;
      const float *tail = from + 2 * (uint32_t)tails[e];
      // Towards the tail: lanes 0 and 1 are x and y.
      v128_t d = wasm_f32x4_make(x - tail[0], y - tail[1], 0, 0);
      v128_t square = MUL(d, d);
      square = wasm_f32x4_pmax(tiny, SPLAT(wasm_f32x4_extract_lane(square, 0) + wasm_f32x4_extract_lane(square, 1)));
      v128_t p = power(square, vb);
      v128_t c = DIV(MUL(pull, p), MUL(square, ADD(one, MUL(va, p))));
      d = MUL(step, clip(MUL(c, d), four));
      x -= wasm_f32x4_extract_lane(d, 0);
      y -= wasm_f32x4_extract_lane(d, 1);
      // Away from four others.
      draw = next(draw);
      const v128_t at = wasm_i32x4_min(
          last, wasm_i32x4_trunc_sat_f32x4(MUL(share, wasm_f32x4_convert_i32x4(wasm_u32x4_shr(draw, 8)))));
      const v128_t low = wasm_v128_load64_lane(from + 2 * (uint32_t)wasm_i32x4_extract_lane(at, 1),
                                               wasm_v128_load64_zero(from + 2 * (uint32_t)wasm_i32x4_extract_lane(at, 0)), 1);
      const v128_t high = wasm_v128_load64_lane(from + 2 * (uint32_t)wasm_i32x4_extract_lane(at, 3),
                                                wasm_v128_load64_zero(from + 2 * (uint32_t)wasm_i32x4_extract_lane(at, 2)), 1);
      const v128_t dx = SUB(SPLAT(x), wasm_i32x4_shuffle(low, high, 0, 2, 4, 6));
      const v128_t dy = SUB(SPLAT(y), wasm_i32x4_shuffle(low, high, 1, 3, 5, 7));
      square = wasm_f32x4_pmax(tiny, ADD(MUL(dx, dx), MUL(dy, dy)));
      c = DIV(push, MUL(ADD(limit, square), ADD(one, MUL(va, power(square, vb)))));
      x += sum_of(MUL(step, clip(MUL(c, dx), four)));
      y += sum_of(MUL(step, clip(MUL(c, dy), four)));
    }
    to[2 * i] = x;
    to[2 * i + 1] = y;
  }
}
