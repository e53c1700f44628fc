import { measureAlone } from "./measure-ours.mjs";
import { rounded } from "./statistics.mjs";

/** A .npy file imported into a new space, and every row exported with its vector. */
export async function vectors(bench) {
  const { rows, dims, runs } = bench.options;
  const directory = await bench.catalog();
  const { folder } = await bench.dataset();
  const serve = () => bench.serve(directory, "import", { source: folder });
  const results = await measureAlone(serve, ["npy-import", "vectors-export"], runs);
  return results.map((result) => ({
    ...result,
    megabytesPerSecond: rounded((rows * dims * 4) / result.medianMs / 1000),
  }));
}
