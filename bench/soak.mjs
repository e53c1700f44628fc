import { rounded, slope } from "./statistics.mjs";

/** Samples over the whole time: the slope compares every pair of them. */
const SAMPLES = 600;
/** Share of the time in which caches fill and the heap finds its size. */
const WARM_UP = 0.25;

/** Minutes of searches, facets, imports, replaced vectors, edited functions and deletes at once: memory must be flat. */
export async function soak(bench) {
  const { minutes } = bench.options;
  const directory = await bench.catalog({ isForWriting: true });
  const server = await bench.serve(directory, "soak", { minutes });
  const samples = [];
  const started = performance.now();
  const timer = setInterval(
    () => {
      samples.push({ x: (performance.now() - started) / 60_000, ...server.memory() });
    },
    (minutes * 60_000) / SAMPLES,
  );
  try {
    const { answer } = await server.run("soak", 0);
    clearInterval(timer);
    const after = samples.filter(({ x }) => x >= minutes * WARM_UP && x <= minutes);
    const slopeOf = (name) => rounded(slope(after.map((sample) => ({ x: sample.x, y: sample[name] }))));
    return [
      {
        id: "memory-slope",
        value: slopeOf("anonMb"),
        unit: "anonymous memory, MB a minute",
        rssSlopeMbPerMinute: slopeOf("rssMb"),
        minutes,
        rssAtRestMb: rounded(server.atRest.rssMb),
        rssPeakMb: rounded(server.peaks.soak.rssMb),
        eventLoopP99Ms: rounded(await server.eventLoopP99Ms("soak")),
        counts: answer.counts,
        anonMb: after.filter((_, i) => i % 20 === 0).map(({ anonMb }) => Math.round(anonMb)),
      },
    ];
  } finally {
    clearInterval(timer);
    await server.close();
  }
}
