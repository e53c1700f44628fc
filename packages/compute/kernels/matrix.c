// Products of matrices on WebAssembly SIMD, for maps. Built by build.sh into ../src/kernels/matrix-wasm.ts.
//
// One order of summation for every pair of rows, however they are grouped: element after element, in float32, without
// fused multiply-add. So a pair gives the same bits in every call, and <x, y> the same as <y, x>.
//
// Rows that are met by many others are packed in panels of eight: element j of row r of panel p lies at
// panels[(p * dims + j) * 8 + r]. A tile of four rows and a panel keeps eight sums in registers.
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define ZERO wasm_f32x4_const(0, 0, 0, 0)
#define MULTIPLY_ADD(sum, x, y) sum = wasm_f32x4_add(sum, wasm_f32x4_mul(x, y))
#define ONE_WITH_PANEL(low, high, x)         \
  {                                          \
    v128_t value = wasm_v128_load32_splat(x); \
    MULTIPLY_ADD(low, p, value);             \
    MULTIPLY_ADD(high, q, value);            \
  }

// Eight values, added to float64.
static inline void add_eight(double *out, v128_t low, v128_t high) {
  wasm_v128_store(out, wasm_f64x2_add(wasm_v128_load(out), wasm_f64x2_promote_low_f32x4(low)));
  wasm_v128_store(out + 2, wasm_f64x2_add(wasm_v128_load(out + 2),
                                          wasm_f64x2_promote_low_f32x4(wasm_i32x4_shuffle(low, low, 2, 3, 2, 3))));
  wasm_v128_store(out + 4, wasm_f64x2_add(wasm_v128_load(out + 4), wasm_f64x2_promote_low_f32x4(high)));
  wasm_v128_store(out + 6, wasm_f64x2_add(wasm_v128_load(out + 6),
                                          wasm_f64x2_promote_low_f32x4(wasm_i32x4_shuffle(high, high, 2, 3, 2, 3))));
}

// Four values of each of four rows, turned: v_j holds value j of the rows.
#define TURN(x0, x1, x2, x3)                                                                   \
  v128_t low01 = wasm_i32x4_shuffle(x0, x1, 0, 4, 1, 5), high01 = wasm_i32x4_shuffle(x0, x1, 2, 6, 3, 7); \
  v128_t low23 = wasm_i32x4_shuffle(x2, x3, 0, 4, 1, 5), high23 = wasm_i32x4_shuffle(x2, x3, 2, 6, 3, 7); \
  v128_t v0 = wasm_i64x2_shuffle(low01, low23, 0, 2), v1 = wasm_i64x2_shuffle(low01, low23, 1, 3);        \
  v128_t v2 = wasm_i64x2_shuffle(high01, high23, 0, 2), v3 = wasm_i64x2_shuffle(high01, high23, 1, 3);

// Four whole rows into their half of a panel; returns their squared norms.
static inline v128_t pack_four(const float *rows, int dims, float *half) {
  const float *r0 = rows, *r1 = r0 + dims, *r2 = r1 + dims, *r3 = r2 + dims;
  v128_t norms = ZERO;
  int j = 0;
  for (; j + 4 <= dims; j += 4) {
    TURN(wasm_v128_load(r0 + j), wasm_v128_load(r1 + j), wasm_v128_load(r2 + j), wasm_v128_load(r3 + j))
    float *to = half + j * 8;
    wasm_v128_store(to, v0);
    wasm_v128_store(to + 8, v1);
    wasm_v128_store(to + 16, v2);
    wasm_v128_store(to + 24, v3);
    MULTIPLY_ADD(norms, v0, v0);
    MULTIPLY_ADD(norms, v1, v1);
    MULTIPLY_ADD(norms, v2, v2);
    MULTIPLY_ADD(norms, v3, v3);
  }
  for (; j < dims; j++) {
    v128_t v = wasm_f32x4_make(r0[j], r1[j], r2[j], r3[j]);
    wasm_v128_store(half + j * 8, v);
    MULTIPLY_ADD(norms, v, v);
  }
  return norms;
}

// Rows into panels; what is missing of the last panel is zero. norms[i] = <row i, row i>; beyond the rows infinity, so
// that nothing is near.
EXPORT(pack_rows)
void pack_rows(const float *rows, int row_count, int dims, float *panels, float *norms) {
  int first = 0;
  for (; first + 8 <= row_count; first += 8, panels += dims * 8, norms += 8, rows += dims * 8) {
    wasm_v128_store(norms, pack_four(rows, dims, panels));
    wasm_v128_store(norms + 4, pack_four(rows + 4 * dims, dims, panels + 4));
  }
  for (int r = 0; r < 8 && first < row_count; r++) {
    const float *row = rows + r * dims;
    const int is_row = first + r < row_count;
    float norm = 0;
    for (int j = 0; j < dims; j++) {
      panels[j * 8 + r] = is_row ? row[j] : 0;
      norm += panels[j * 8 + r] * panels[j * 8 + r];
    }
    norms[r] = is_row ? norm : __builtin_inff();
  }
}

// norms[i] = <row i, row i>, the same bits as those of pack_rows.
EXPORT(square_norms)
void square_norms(const float *rows, int row_count, int dims, float *norms) {
  for (int i = 0; i < row_count; i++, rows += dims) {
    float norm = 0;
    for (int j = 0; j < dims; j++) norm += rows[j] * rows[j];
    norms[i] = norm;
  }
}

// rows[i] -= mean.
EXPORT(subtract_mean)
void subtract_mean(float *rows, int row_count, int dims, const float *mean) {
  for (int i = 0; i < row_count; i++, rows += dims) {
    int j = 0;
    for (; j + 4 <= dims; j += 4)
      wasm_v128_store(rows + j, wasm_f32x4_sub(wasm_v128_load(rows + j), wasm_v128_load(mean + j)));
    for (; j < dims; j++) rows[j] -= mean[j];
  }
}

// Keeps the k least (distance, place) of a list in rising order.
static inline void insert(float *distances, int32_t *places, int k, float distance, int32_t place) {
  int at = k - 1;
  if (distance > distances[at] || (distance == distances[at] && place >= places[at])) return;
  for (; at > 0 && (distances[at - 1] > distance || (distances[at - 1] == distance && places[at - 1] > place)); at--) {
    distances[at] = distances[at - 1];
    places[at] = places[at - 1];
  }
  distances[at] = distance;
  places[at] = place;
}

// Four at once; returns the distance that a row must now reach.
__attribute__((noinline)) static v128_t offer_four(v128_t four, float *distances, int32_t *places, int k, int32_t place,
                                                   int32_t self) {
  if (place != self) insert(distances, places, k, wasm_f32x4_extract_lane(four, 0), place);
  if (place + 1 != self) insert(distances, places, k, wasm_f32x4_extract_lane(four, 1), place + 1);
  if (place + 2 != self) insert(distances, places, k, wasm_f32x4_extract_lane(four, 2), place + 2);
  if (place + 3 != self) insert(distances, places, k, wasm_f32x4_extract_lane(four, 3), place + 3);
  return wasm_v128_load32_splat(distances + k - 1);
}

#define OFFER(sum, norm, limit, place, slot, self, square)                                                     \
  {                                                                                                            \
    v128_t four = wasm_f32x4_pmax(ZERO, wasm_f32x4_sub(wasm_f32x4_add(norm, square), wasm_f32x4_add(sum, sum))); \
    if (wasm_v128_any_true(wasm_f32x4_le(four, limit)))                                                        \
      limit = offer_four(four, distances + (slot) * k, places + (slot) * k, k, place, self);                   \
  }

// Offers the rows of the panels, whose places begin at `first`, to some of the queries: those of `slots`, whose number
// is a multiple of 4. Query s has row s of `queries`, its squared norm `query_norms[s]` and list s of `distances`
// (squared Euclidean) and `places`: k entries in rising order, at first infinity and INT32_MAX. The place
// `first_self + s` is that of the query itself, which is left out.
EXPORT(offer_panels)
void offer_panels(const float *panels, const float *norms, int panel_count, int first, const float *queries,
                  const float *query_norms, const int32_t *slots, int slot_count, int first_self, float *distances,
                  int32_t *places, int k, int dims) {
  for (int i = 0; i < slot_count; i += 4) {
    const int slot0 = slots[i], slot1 = slots[i + 1], slot2 = slots[i + 2], slot3 = slots[i + 3];
    const float *x0 = queries + slot0 * dims, *x1 = queries + slot1 * dims;
    const float *x2 = queries + slot2 * dims, *x3 = queries + slot3 * dims;
    const v128_t square0 = wasm_v128_load32_splat(query_norms + slot0), square1 = wasm_v128_load32_splat(query_norms + slot1);
    const v128_t square2 = wasm_v128_load32_splat(query_norms + slot2), square3 = wasm_v128_load32_splat(query_norms + slot3);
    v128_t limit0 = wasm_v128_load32_splat(distances + slot0 * k + k - 1);
    v128_t limit1 = wasm_v128_load32_splat(distances + slot1 * k + k - 1);
    v128_t limit2 = wasm_v128_load32_splat(distances + slot2 * k + k - 1);
    v128_t limit3 = wasm_v128_load32_splat(distances + slot3 * k + k - 1);
    for (int panel = 0; panel < panel_count; panel++) {
      const float *values = panels + panel * dims * 8;
      v128_t a0 = ZERO, b0 = ZERO, a1 = ZERO, b1 = ZERO, a2 = ZERO, b2 = ZERO, a3 = ZERO, b3 = ZERO;
      for (int j = 0; j < dims; j++, values += 8) {
        v128_t p = wasm_v128_load(values), q = wasm_v128_load(values + 4);
        ONE_WITH_PANEL(a0, b0, x0 + j)
        ONE_WITH_PANEL(a1, b1, x1 + j)
        ONE_WITH_PANEL(a2, b2, x2 + j)
        ONE_WITH_PANEL(a3, b3, x3 + j)
      }
      const int at = first + panel * 8;
      const v128_t low = wasm_v128_load(norms + panel * 8), high = wasm_v128_load(norms + panel * 8 + 4);
      OFFER(a0, low, limit0, at, slot0, first_self + slot0, square0)
      OFFER(b0, high, limit0, at + 4, slot0, first_self + slot0, square0)
      OFFER(a1, low, limit1, at, slot1, first_self + slot1, square1)
      OFFER(b1, high, limit1, at + 4, slot1, first_self + slot1, square1)
      OFFER(a2, low, limit2, at, slot2, first_self + slot2, square2)
      OFFER(b2, high, limit2, at + 4, slot2, first_self + slot2, square2)
      OFFER(a3, low, limit3, at, slot3, first_self + slot3, square3)
      OFFER(b3, high, limit3, at + 4, slot3, first_self + slot3, square3)
    }
  }
}

// out[i * out_stride + 8 p + r] = <row i, row r of panel p>; row_count is a multiple of 4.
EXPORT(multiply_panels)
void multiply_panels(const float *rows, int row_count, const float *panels, int panel_count, float *out, int out_stride,
                     int dims) {
  for (int i = 0; i < row_count; i += 4) {
    const float *x0 = rows + i * dims, *x1 = x0 + dims, *x2 = x1 + dims, *x3 = x2 + dims;
    for (int panel = 0; panel < panel_count; panel++) {
      const float *values = panels + panel * dims * 8;
      v128_t a0 = ZERO, b0 = ZERO, a1 = ZERO, b1 = ZERO, a2 = ZERO, b2 = ZERO, a3 = ZERO, b3 = ZERO;
      for (int j = 0; j < dims; j++, values += 8) {
        v128_t p = wasm_v128_load(values), q = wasm_v128_load(values + 4);
        ONE_WITH_PANEL(a0, b0, x0 + j)
        ONE_WITH_PANEL(a1, b1, x1 + j)
        ONE_WITH_PANEL(a2, b2, x2 + j)
        ONE_WITH_PANEL(a3, b3, x3 + j)
      }
      float *to = out + i * out_stride + panel * 8;
      wasm_v128_store(to, a0);
      wasm_v128_store(to + 4, b0);
      wasm_v128_store(to + out_stride, a1);
      wasm_v128_store(to + out_stride + 4, b1);
      wasm_v128_store(to + 2 * out_stride, a2);
      wasm_v128_store(to + 2 * out_stride + 4, b2);
      wasm_v128_store(to + 3 * out_stride, a3);
      wasm_v128_store(to + 3 * out_stride + 4, b3);
    }
  }
}

// Columns into panels: element c of panel p of row i lies at columns[(p * row_count + i) * 8 + c]; what is missing of
// the last panel is zero.
EXPORT(pack_columns)
void pack_columns(const float *rows, int row_count, int dims, float *columns) {
  for (int first = 0; first < dims; first += 8, columns += row_count * 8)
    for (int i = 0; i < row_count; i++)
      for (int c = 0; c < 8; c++) columns[i * 8 + c] = first + c < dims ? rows[i * dims + first + c] : 0;
}

// Adds the products of the columns of panels `from` to `to - 1` with those of panels `from` to `panel_count - 1`, over
// all rows: out[(8 (a - from) + r) * 8 panel_count + 8 b + c] += sum over i of column r of panel a with column c of
// panel b, where b >= a. Sums of one call are float32, their total float64.
EXPORT(add_column_products)
void add_column_products(const float *columns, int row_count, int from, int to, int panel_count, double *out) {
  const int width = 8 * panel_count;
  for (int a = from; a < to; a++)
    for (int half = 0; half < 8; half += 4) {
      double *line = out + (8 * (a - from) + half) * width;
      for (int b = a; b < panel_count; b++) {
        const float *x = columns + a * row_count * 8 + half, *y = columns + b * row_count * 8;
        v128_t a0 = ZERO, b0 = ZERO, a1 = ZERO, b1 = ZERO, a2 = ZERO, b2 = ZERO, a3 = ZERO, b3 = ZERO;
        for (int i = 0; i < row_count; i++, x += 8, y += 8) {
          v128_t p = wasm_v128_load(y), q = wasm_v128_load(y + 4);
          ONE_WITH_PANEL(a0, b0, x)
          ONE_WITH_PANEL(a1, b1, x + 1)
          ONE_WITH_PANEL(a2, b2, x + 2)
          ONE_WITH_PANEL(a3, b3, x + 3)
        }
        add_eight(line + 8 * b, a0, b0);
        add_eight(line + width + 8 * b, a1, b1);
        add_eight(line + 2 * width + 8 * b, a2, b2);
        add_eight(line + 3 * width + 8 * b, a3, b3);
      }
    }
}

// ---- float64 -------------------------------------------------------------------------------------------------------

#define MULTIPLY_ADD_2(sum, x, y) sum = wasm_f64x2_add(sum, wasm_f64x2_mul(x, y))
#define ZERO_2 wasm_f64x2_const(0, 0)

static inline double sum_of(v128_t s) { return wasm_f64x2_extract_lane(s, 0) + wasm_f64x2_extract_lane(s, 1); }

static inline double dot(const double *x, const double *y, int dims) {
  v128_t a = ZERO_2, b = ZERO_2;
  for (int j = 0; j < dims; j += 4) {
    MULTIPLY_ADD_2(a, wasm_v128_load(x + j), wasm_v128_load(y + j));
    MULTIPLY_ADD_2(b, wasm_v128_load(x + j + 2), wasm_v128_load(y + j + 2));
  }
  return sum_of(wasm_f64x2_add(a, b));
}

// out[i * other_count + k] = <row i, other k>; row_count and dims are multiples of 4, other_count of 2.
EXPORT(multiply_doubles)
void multiply_doubles(const double *rows, int row_count, const double *others, int other_count, double *out, int dims) {
  for (int k = 0; k < other_count; k += 2) {
    const double *y = others + k * dims, *z = y + dims;
    for (int i = 0; i < row_count; i += 4) {
      const double *x0 = rows + i * dims, *x1 = x0 + dims, *x2 = x1 + dims, *x3 = x2 + dims;
      v128_t a0 = ZERO_2, b0 = ZERO_2, a1 = ZERO_2, b1 = ZERO_2, a2 = ZERO_2, b2 = ZERO_2, a3 = ZERO_2, b3 = ZERO_2;
      for (int j = 0; j < dims; j += 2) {
        v128_t p = wasm_v128_load(y + j), q = wasm_v128_load(z + j), x;
        x = wasm_v128_load(x0 + j);
        MULTIPLY_ADD_2(a0, x, p);
        MULTIPLY_ADD_2(b0, x, q);
        x = wasm_v128_load(x1 + j);
        MULTIPLY_ADD_2(a1, x, p);
        MULTIPLY_ADD_2(b1, x, q);
        x = wasm_v128_load(x2 + j);
        MULTIPLY_ADD_2(a2, x, p);
        MULTIPLY_ADD_2(b2, x, q);
        x = wasm_v128_load(x3 + j);
        MULTIPLY_ADD_2(a3, x, p);
        MULTIPLY_ADD_2(b3, x, q);
      }
      double *to = out + i * other_count + k;
      to[0] = sum_of(a0);
      to[1] = sum_of(b0);
      to[other_count] = sum_of(a1);
      to[other_count + 1] = sum_of(b1);
      to[2 * other_count] = sum_of(a2);
      to[2 * other_count + 1] = sum_of(b2);
      to[3 * other_count] = sum_of(a3);
      to[3 * other_count + 1] = sum_of(b3);
    }
  }
}

// Makes rows orthonormal (modified Gram-Schmidt, each row against those before it twice: Giraud et al. 2005). A row
// that depends on the others becomes zero. dims is a multiple of 4.
EXPORT(orthonormalise)
void orthonormalise(double *rows, int row_count, int dims) {
  for (int i = 0; i < row_count; i++) {
    double *x = rows + i * dims;
    const double before = __builtin_sqrt(dot(x, x, dims));
    for (int pass = 0; pass < 2; pass++)
      for (int k = 0; k < i; k++) {
        const double *y = rows + k * dims;
        const v128_t along = wasm_f64x2_splat(dot(x, y, dims));
        for (int j = 0; j < dims; j += 2)
          wasm_v128_store(x + j, wasm_f64x2_sub(wasm_v128_load(x + j), wasm_f64x2_mul(along, wasm_v128_load(y + j))));
      }
    const double after = __builtin_sqrt(dot(x, x, dims));
    const double factor = after > before * 1e-13 && after > 1e-150 ? 1 / after : 0;
    for (int j = 0; j < dims; j++) x[j] *= factor;
  }
}
