import { seeded } from "../../scripts/seeded.mjs";
import { clusteredRows } from "./clustered.mjs";
import { digits } from "./digits.mjs";

/** Rows of a chunk; all have as many but the last. */
export const CHUNK_ROWS = 4096;
const NEW_ROWS = 1000;

/**
 * Vectors to make a map of, in shared memory: `sample(rows)` for the axes, `chunk(i)` for all in order, `newRows(i)`
 * that arrive later.
 */
export function digitSource(seed) {
  const { values, count, dims } = digits(seed);
  const part = (first, last) => ({
    values: toShared(values.subarray(first * dims, last * dims)),
    count: last - first,
    dims,
  });
  return {
    count,
    dims,
    sample: () => ({ values, count, dims }),
    chunk: (chunk) => part(chunk * CHUNK_ROWS, Math.min(count, (chunk + 1) * CHUNK_ROWS)),
    newRows: (round) => part(round * NEW_ROWS, (round + 1) * NEW_ROWS),
  };
}

/** Made when asked for: a chunk is over when the next is made. */
export function generatedSource({ rows, dims, seed }) {
  const fill = clusteredRows(dims, seed);
  const chunks = Math.ceil(rows / CHUNK_ROWS);
  const buffer = shared(CHUNK_ROWS * dims);
  const chunk = (index) => {
    const count = Math.min(CHUNK_ROWS, rows - index * CHUNK_ROWS);
    const values = buffer.subarray(0, count * dims);
    fill(index, values);
    return { values, count, dims };
  };
  /** Rows of chunks spread over all; the rows of a chunk are in no order. */
  const sample = (most) => {
    const count = Math.min(most, rows);
    const values = shared(count * dims);
    const random = seeded(seed);
    const taken = Math.min(chunks, Math.ceil((4 * count) / CHUNK_ROWS));
    let at = 0;
    for (let i = 0; i < taken; i++) {
      const from = chunk(Math.floor(((i + random()) * chunks) / taken));
      const wanted = Math.min(from.count, Math.ceil((count - at) / (taken - i)));
      values.set(from.values.subarray(0, wanted * dims), at * dims);
      at += wanted;
    }
    return { values: values.subarray(0, at * dims), count: at, dims };
  };
  const newRows = (round) => {
    const values = shared(NEW_ROWS * dims);
    fill(chunks + round, values);
    return { values, count: NEW_ROWS, dims };
  };
  return { count: rows, dims, sample, chunk, newRows };
}

const shared = (length) => new Float32Array(new SharedArrayBuffer(length * 4));

function toShared(values) {
  const copy = shared(values.length);
  copy.set(values);
  return copy;
}
