// Convolution of charges on a square lattice by two-dimensional Fourier transforms, on WebAssembly SIMD. Built by build.sh
// into ../src/kernels/fourier-wasm.ts.
//
// Two complex signals are transformed at once, in the two lanes of float64: A is x + i y of the charges, B is their
// number. A value is two vectors: the real parts of A and B, then the imaginary parts. No fused multiply-add: the same
// bits on every machine.
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define ADD(x, y) wasm_f64x2_add(x, y)
#define SUB(x, y) wasm_f64x2_sub(x, y)
#define MUL(x, y) wasm_f64x2_mul(x, y)
#define SPLAT(x) wasm_f64x2_splat(x)

// Cooley and Tukey 1965, radix 2, in place. `re` and `im` are the first real and imaginary part, two vectors from one
// value to the next; swapped they give the inverse, `length` times too large. The turn of pass p, step j is at
// turns[2 * j * length / 2^(p + 1)].
static void transform(v128_t *re, v128_t *im, int length, const double *turns, const int32_t *reversed) {
  for (int i = 0; i < length; i++) {
    const int j = reversed[i];
    if (j <= i) continue;
    const v128_t x = re[2 * i], y = im[2 * i];
    re[2 * i] = re[2 * j];
    im[2 * i] = im[2 * j];
    re[2 * j] = x;
    im[2 * j] = y;
  }
  for (int half = 1; half < length; half *= 2) {
    const int stride = length / (2 * half);
    for (int start = 0; start < length; start += 2 * half) {
      for (int j = 0; j < half; j++) {
        const v128_t c = SPLAT(turns[2 * j * stride]), s = SPLAT(turns[2 * j * stride + 1]);
        v128_t *ra = re + 2 * (start + j), *ia = im + 2 * (start + j);
        v128_t *rb = ra + 2 * half, *ib = ia + 2 * half;
        const v128_t tx = ADD(MUL(*rb, c), MUL(*ib, s)), ty = SUB(MUL(*ib, c), MUL(*rb, s));
        *rb = SUB(*ra, tx);
        *ib = SUB(*ia, ty);
        *ra = ADD(*ra, tx);
        *ia = ADD(*ia, ty);
      }
    }
  }
}

// Transforms rows `first` to `end` - 1 of the lattice, `size` nodes each padded to twice as many with zeros. Writes
// number r of column c to spectra[(c * 2 size + r) * 2]. `line` has room for 2 size values.
EXPORT(forward_rows)
void forward_rows(const double *of_x, const double *of_y, const double *of_one, v128_t *spectra, v128_t *line, int size,
                  int first, int end, const double *turns, const int32_t *reversed) {
  const int width = 2 * size;
  const v128_t zero = SPLAT(0);
  for (int row = first; row < end; row++) {
    const int at = row * size;
    for (int i = 0; i < size; i++) {
      line[2 * i] = wasm_f64x2_make(of_x[at + i], of_one[at + i]);
      line[2 * i + 1] = wasm_f64x2_make(of_y[at + i], 0);
    }
    for (int i = 2 * size; i < 2 * width; i++) line[i] = zero;
    transform(line, line + 1, width, turns, reversed);
    for (int i = 0; i < width; i++) {
      v128_t *to = spectra + 2 * (i * width + row);
      to[0] = line[2 * i];
      to[1] = line[2 * i + 1];
    }
  }
}

// Transforms columns, multiplies A by `strong` and B by strong + i weak (so that B comes back with one potential in each
// part), and transforms back. The kernels have 2 size numbers a column.
EXPORT(convolve_columns)
void convolve_columns(v128_t *spectra, const double *strong, const double *weak, int size, int first, int end,
                      const double *turns, const int32_t *reversed) {
  const int width = 2 * size;
  const v128_t zero = SPLAT(0);
  for (int column = first; column < end; column++) {
    v128_t *line = spectra + 2 * column * width;
    for (int i = 2 * size; i < 2 * width; i++) line[i] = zero;
    transform(line, line + 1, width, turns, reversed);
    for (int i = 0; i < width; i++) {
      const v128_t s = SPLAT(strong[column * width + i]), w = wasm_f64x2_make(0, weak[column * width + i]);
      const v128_t re = line[2 * i], im = line[2 * i + 1];
      line[2 * i] = SUB(MUL(re, s), MUL(im, w));
      line[2 * i + 1] = ADD(MUL(re, w), MUL(im, s));
    }
    transform(line + 1, line, width, turns, reversed);
  }
}

// Transforms rows back: the potentials of x, y and 1 under the strong kernel, and of 1 under the weak one.
EXPORT(inverse_rows)
void inverse_rows(const v128_t *spectra, double *of_x, double *of_y, double *of_one, double *of_weak, v128_t *line,
                  int size, int first, int end, const double *turns, const int32_t *reversed) {
  const int width = 2 * size;
  for (int row = first; row < end; row++) {
    for (int i = 0; i < width; i++) {
      const v128_t *from = spectra + 2 * (i * width + row);
      line[2 * i] = from[0];
      line[2 * i + 1] = from[1];
    }
    transform(line + 1, line, width, turns, reversed);
    for (int i = 0; i < size; i++) {
      const int at = row * size + i;
      of_x[at] = wasm_f64x2_extract_lane(line[2 * i], 0);
      of_y[at] = wasm_f64x2_extract_lane(line[2 * i + 1], 0);
      of_one[at] = wasm_f64x2_extract_lane(line[2 * i], 1);
      of_weak[at] = wasm_f64x2_extract_lane(line[2 * i + 1], 1);
    }
  }
}
