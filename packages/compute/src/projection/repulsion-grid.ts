import { type Parallel, sharedDoubles } from "../parallel.ts";
import { fourier, transform } from "./fourier.ts";

/** Nodes of a square lattice over a map, and the sums at each of them. */
export interface RepulsionGrid {
  /** Nodes along a side, a power of two. */
  size: number;
  spacing: number;
  /** Place of the first node. */
  x: number;
  y: number;
  /** size * size each, by y then x: of the points' x, y and 1; then, of the potentials, in the same order and of the weaker kernel. */
  ofX: Float64Array;
  ofY: Float64Array;
  ofOne: Float64Array;
  ofWeak: Float64Array;
  /** Rows of the transforms, by x: 2 size * size complex numbers. */
  spectra: [Float64Array, Float64Array, Float64Array, Float64Array];
  /** Transforms of the kernels 1 / (1 + d^2)^2 and 1 / (1 + d^2): (2 size)^2 each, real as the kernels are even. */
  strong: Float64Array;
  weak: Float64Array;
}

const PART_LINES = 16;
/** Wider ones are taken only where the grid would have too many nodes. */
const SPACING = 1 / 3;
const LEAST_SPACING = 0.01;
const LEAST_SIZE = 64;
/** Spacings are on a ladder, so that the kernels need not be transformed in each round. */
const SPACING_STEP = 1.05;
/** Nodes beside the outermost points that the interpolation looks at. */
const MARGIN = 4;

type LineTask = (grid: RepulsionGrid, part: number) => void;

/** Calls `each` for the lines of a part. */
const lines = (part: number, count: number, each: (line: number) => void): void => {
  for (let line = part * PART_LINES; line < Math.min(count, (part + 1) * PART_LINES); line++) each(line);
};

const kernelRows: LineTask = ({ size, spacing, strong, weak }, part) => {
  const width = 2 * size;
  const tables = fourier(width);
  const [re, im] = [new Float64Array(width), new Float64Array(width)];
  lines(part, width, (row) => {
    const dy = Math.min(row, width - row) * spacing;
    for (let i = 0; i < width; i++) {
      const dx = Math.min(i, width - i) * spacing;
      const value = 1 / (1 + dx * dx + dy * dy);
      re[i] = value * value;
      im[i] = value;
    }
    transform(tables, re, im);
    for (let i = 0; i < width; i++) {
      strong[i * width + row] = re[i] as number;
      weak[i * width + row] = im[i] as number;
    }
  });
};

const kernelColumns: LineTask = ({ size, strong, weak }, part) => {
  const width = 2 * size;
  const tables = fourier(width);
  const scale = 1 / (width * width);
  lines(part, width, (column) => {
    const re = strong.subarray(column * width, (column + 1) * width);
    const im = weak.subarray(column * width, (column + 1) * width);
    transform(tables, re, im);
    for (let i = 0; i < width; i++) {
      re[i] = (re[i] as number) * scale;
      im[i] = (im[i] as number) * scale;
    }
  });
};

const forwardRows: LineTask = ({ size, ofX, ofY, ofOne, spectra }, part) => {
  const width = 2 * size;
  const tables = fourier(width);
  const [re, im] = [new Float64Array(width), new Float64Array(width)];
  const [reA, imA, reB, imB] = spectra;
  const store = (row: number, toRe: Float64Array, toIm: Float64Array): void => {
    transform(tables, re, im);
    for (let i = 0; i < width; i++) {
      toRe[i * size + row] = re[i] as number;
      toIm[i * size + row] = im[i] as number;
    }
  };
  lines(part, size, (row) => {
    re.fill(0).set(ofX.subarray(row * size, (row + 1) * size));
    im.fill(0).set(ofY.subarray(row * size, (row + 1) * size));
    store(row, reA, imA);
    re.fill(0).set(ofOne.subarray(row * size, (row + 1) * size));
    im.fill(0);
    store(row, reB, imB);
  });
};

/** Transforms the columns, multiplies by the kernels, and transforms back. */
const convolveColumns: LineTask = ({ size, spectra, strong, weak }, part) => {
  const width = 2 * size;
  const tables = fourier(width);
  const [re, im] = [new Float64Array(width), new Float64Array(width)];
  const [reA, imA, reB, imB] = spectra;
  lines(part, width, (column) => {
    const [from, end, at] = [column * size, (column + 1) * size, column * width];
    const take = (fromRe: Float64Array, fromIm: Float64Array): void => {
      re.fill(0).set(fromRe.subarray(from, end));
      im.fill(0).set(fromIm.subarray(from, end));
      transform(tables, re, im);
    };
    const giveBack = (toRe: Float64Array, toIm: Float64Array): void => {
      transform(tables, im, re);
      toRe.set(re.subarray(0, size), from);
      toIm.set(im.subarray(0, size), from);
    };
    take(reA, imA);
    for (let i = 0; i < width; i++) {
      re[i] = (re[i] as number) * (strong[at + i] as number);
      im[i] = (im[i] as number) * (strong[at + i] as number);
    }
    giveBack(reA, imA);
    // Both kernels at once: the product with strong + i weak comes back with one potential in each part.
    take(reB, imB);
    for (let i = 0; i < width; i++) {
      const [r, j] = [re[i] as number, im[i] as number];
      const [s, w] = [strong[at + i] as number, weak[at + i] as number];
      re[i] = r * s - j * w;
      im[i] = r * w + j * s;
    }
    giveBack(reB, imB);
  });
};

const inverseRows: LineTask = ({ size, ofX, ofY, ofOne, ofWeak, spectra }, part) => {
  const width = 2 * size;
  const tables = fourier(width);
  const [re, im] = [new Float64Array(width), new Float64Array(width)];
  const [reA, imA, reB, imB] = spectra;
  const bringBack = (row: number, fromRe: Float64Array, fromIm: Float64Array): void => {
    for (let i = 0; i < width; i++) {
      re[i] = fromRe[i * size + row] as number;
      im[i] = fromIm[i * size + row] as number;
    }
    transform(tables, im, re);
  };
  lines(part, size, (row) => {
    bringBack(row, reA, imA);
    ofX.set(re.subarray(0, size), row * size);
    ofY.set(im.subarray(0, size), row * size);
    bringBack(row, reB, imB);
    ofOne.set(re.subarray(0, size), row * size);
    ofWeak.set(im.subarray(0, size), row * size);
  });
};

export const repulsionGridTasks = { kernelRows, kernelColumns, forwardRows, convolveColumns, inverseRows };

/** A box that holds all points. */
export interface Bounds {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/**
 * A grid that holds the points of `bounds`: `before` where that fits them at the same size and spacing, moved to them.
 * Its nodes are at most a third apart as long as `most` along a side are enough.
 */
export async function gridFor(
  parallel: Parallel<typeof repulsionGridTasks>,
  bounds: Bounds,
  { most, before }: { most: number; before: RepulsionGrid | undefined },
): Promise<RepulsionGrid> {
  const span = Math.max(bounds.right - bounds.left, bounds.top - bounds.bottom);
  let size = LEAST_SIZE;
  while (size < most && span / SPACING > size - MARGIN) size *= 2;
  const least = Math.max(LEAST_SPACING, span / (size - MARGIN));
  const spacing = SPACING * SPACING_STEP ** Math.ceil(Math.log(least / SPACING) / Math.log(SPACING_STEP));
  const place = { x: bounds.left - 1.5 * spacing, y: bounds.bottom - 1.5 * spacing };
  if (before?.size === size && before.spacing === spacing) return { ...before, ...place };
  const grid = before?.size === size ? { ...before, spacing, ...place } : { ...emptyGrid(size), spacing, ...place };
  await parallel.run("kernelRows", grid, Math.ceil((2 * size) / PART_LINES));
  await parallel.run("kernelColumns", grid, Math.ceil((2 * size) / PART_LINES));
  return grid;
}

function emptyGrid(size: number): Omit<RepulsionGrid, "x" | "y" | "spacing"> {
  const nodes = (): Float64Array => sharedDoubles(size * size);
  const spectrum = (): Float64Array => sharedDoubles(2 * size * size);
  return {
    size,
    ofX: nodes(),
    ofY: nodes(),
    ofOne: nodes(),
    ofWeak: nodes(),
    spectra: [spectrum(), spectrum(), spectrum(), spectrum()],
    strong: sharedDoubles(4 * size * size),
    weak: sharedDoubles(4 * size * size),
  };
}

/** Turns the sums of charges at the nodes into potentials. */
export async function convolve(parallel: Parallel<typeof repulsionGridTasks>, grid: RepulsionGrid): Promise<void> {
  const parts = grid.size / PART_LINES;
  await parallel.run("forwardRows", grid, parts);
  await parallel.run("convolveColumns", grid, 2 * parts);
  await parallel.run("inverseRows", grid, parts);
}

/** Writes the weights of four nodes in a row around a place (cubic Lagrange polynomials); gives the first of them. */
export function fourNodes(at: number, weights: Float64Array): number {
  const first = Math.floor(at) - 1;
  const t = at - first;
  const [a, b, c] = [t - 1, t - 2, t - 3];
  weights[0] = (a * b * c) / -6;
  weights[1] = (t * b * c) / 2;
  weights[2] = (t * a * c) / -2;
  weights[3] = (t * a * b) / 6;
  return first;
}
