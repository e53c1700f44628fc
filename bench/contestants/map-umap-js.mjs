import { UMAP } from "umap-js";
import { seeded } from "../../scripts/seeded.mjs";
import { digits } from "../data/digits.mjs";

/** umap-js (PAIR, a port of the Python package to JavaScript), at its defaults. */
export async function prepare({ seed }) {
  const { values, count, dims } = digits(seed);
  const rows = Array.from({ length: count }, (_, row) => Array.from(values.subarray(row * dims, (row + 1) * dims)));
  const map = () => ({ coordinates: new UMAP({ random: seeded(seed) }).fit(rows).flat() });
  return { tasks: { map }, close: () => undefined };
}
