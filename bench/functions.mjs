import { measureTogether } from "./measure-ours.mjs";

/** Functions made and re-scored, and vectors that arrive while there are none and while there are a hundred. */
export async function functions(bench) {
  const { runs } = bench.options;
  const directory = await bench.catalog({ isForWriting: true });
  const server = await bench.serve(directory, "functions", { rounds: runs });
  try {
    const without = await measureTogether(server, ["arrivals-1000x0", "create"], runs);
    const { ms } = await server.run("create-100", 0);
    const withAll = await measureTogether(server, ["rescore-100", "arrivals-1000x100"], runs);
    return [...without, { id: "create-100", medianMs: ms, minMs: ms, maxMs: ms, runs: 1 }, ...withAll];
  } finally {
    await server.close();
  }
}
