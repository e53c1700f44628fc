import { fourierKernels } from "../kernels/fourier.ts";
import { createKernelMemory } from "../kernels/kernels.ts";
import type { Parallel } from "../parallel.ts";
import { fourier, transform } from "./fourier.ts";

/** Nodes of a square lattice over a map, and the sums at each of them. Its arrays lie in `memory`. */
export interface RepulsionGrid {
  memory: WebAssembly.Memory;
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
  /** Rows of the transforms, by x: (2 size)^2 values of two complex numbers. */
  spectra: Float64Array;
  /** Room for each part to transform a row in. */
  scratch: Float64Array;
  /** Transforms of the kernels 1 / (1 + d^2)^2 and 1 / (1 + d^2): (2 size)^2 each, real as the kernels are even. */
  strong: Float64Array;
  weak: Float64Array;
  /** Tables of `fourier(2 size)`: cosines and sines in turn; order before the passes. */
  turns: Float64Array;
  reversed: Int32Array;
}

const PART_LINES = 16;
/** Before it lies nothing of ours. */
const FIRST_BYTE = 64;
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

/** The lines of a part. */
const rangeOf = (part: number, count: number): [number, number] => [
  part * PART_LINES,
  Math.min(count, (part + 1) * PART_LINES),
];

const forwardRows: LineTask = (grid, part) => {
  const { memory, size, ofX, ofY, ofOne, spectra, turns, reversed } = grid;
  fourierKernels(memory).forward_rows(
    ofX.byteOffset,
    ofY.byteOffset,
    ofOne.byteOffset,
    spectra.byteOffset,
    scratchOf(grid, part),
    size,
    ...rangeOf(part, size),
    turns.byteOffset,
    reversed.byteOffset,
  );
};

/** Transforms the columns, multiplies by the kernels, and transforms back. */
const convolveColumns: LineTask = ({ memory, size, spectra, strong, weak, turns, reversed }, part) => {
  fourierKernels(memory).convolve_columns(
    spectra.byteOffset,
    strong.byteOffset,
    weak.byteOffset,
    size,
    ...rangeOf(part, 2 * size),
    turns.byteOffset,
    reversed.byteOffset,
  );
};

const inverseRows: LineTask = (grid, part) => {
  const { memory, size, ofX, ofY, ofOne, ofWeak, spectra, turns, reversed } = grid;
  fourierKernels(memory).inverse_rows(
    spectra.byteOffset,
    ofX.byteOffset,
    ofY.byteOffset,
    ofOne.byteOffset,
    ofWeak.byteOffset,
    scratchOf(grid, part),
    size,
    ...rangeOf(part, size),
    turns.byteOffset,
    reversed.byteOffset,
  );
};

const scratchOf = ({ size, scratch }: RepulsionGrid, part: number): number => scratch.byteOffset + part * 2 * size * 32;

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
  const width = 2 * size;
  const nodes = size * size;
  const parts = Math.ceil(size / PART_LINES);
  const lengths = [
    nodes,
    nodes,
    nodes,
    nodes,
    4 * width * width,
    4 * width * parts,
    width * width,
    width * width,
    width,
  ];
  const doubles = lengths.reduce((sum, length) => sum + length);
  const memory = createKernelMemory(FIRST_BYTE + doubles * 8 + width * 4);
  let at = FIRST_BYTE;
  const claim = (length = 0): Float64Array => {
    const array = new Float64Array(memory.buffer, at, length);
    at += array.byteLength;
    return array;
  };
  const [ofX, ofY, ofOne, ofWeak, spectra, scratch, strong, weak, turns] = lengths.map(claim) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const reversed = new Int32Array(memory.buffer, at, width);
  const tables = fourier(width);
  reversed.set(tables.reversed);
  tables.cosines.forEach((cosine, i) => {
    turns.set([cosine, tables.sines[i] as number], 2 * i);
  });
  return { memory, size, ofX, ofY, ofOne, ofWeak, spectra, scratch, strong, weak, turns, reversed };
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
