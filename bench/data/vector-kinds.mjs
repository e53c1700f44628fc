import { seeded } from "../../scripts/seeded.mjs";
import { clusteredRows } from "./clustered.mjs";

/** Shapes of data on which an answer may go wrong in different ways. */
export const KINDS = ["clustered", "uniform", "duplicate-heavy", "unnormalised"];
const CENTRES_SEED = 1;
const COPIES = 200;

/** `rows` vectors of a kind. Queries are made with another seed: they are near the data but not in it. */
export function makeVectors(kind, { rows, dims, seed }) {
  const random = seeded(seed);
  if (kind === "uniform") return Float32Array.from({ length: rows * dims }, () => random() * 2 - 1);
  const values = new Float32Array(rows * dims);
  clusteredRows(dims, CENTRES_SEED)(seed, values);
  const vector = (row) => values.subarray(row * dims, (row + 1) * dims);
  if (kind === "unnormalised")
    for (let row = 0; row < rows; row++) {
      const length = 10 ** (random() * 8 - 4);
      vector(row).forEach((value, i, all) => {
        all[i] = value * length;
      });
    }
  if (kind === "duplicate-heavy")
    for (let row = Math.ceil(rows / COPIES); row < rows; row++)
      vector(row).set(vector(Math.floor(random() * Math.ceil(rows / COPIES))));
  return values;
}
