import { join } from "node:path";
import { loadCn3 } from "@pomona/server/models/builtin-cn3";
import { createEmbeddingPool } from "@pomona/server/workers/create-embedding-pool";
import { interleaved } from "./interleaved.mjs";
import { onOneCore } from "./one-core.mjs";
import { makePhotos } from "./photos.mjs";
import { rounded } from "./statistics.mjs";

const PHOTOS = 320;
const ROUNDS = 5;
const BATCH = 8;
const CN3 = { id: "builtin/cn3" };

/** Photos a second of one and of two workers, and of one on a single core; what decoding adds to the neural net alone. */
export async function embedding({ folder }) {
  const paths = await makePhotos(join(folder, "photos"), PHOTOS);
  const inputs = paths.map((path) => ({ path }));
  const pools = [1, 2].map((threads) => createEmbeddingPool({ threads, modelsDirectory: join(folder, "models") }));
  const bare = await bareNetwork(inputs);
  const busy = { one: coresBusy(), two: coresBusy() };
  try {
    const times = await interleaved(
      {
        one: () => busy.one(() => embedded(pools[0], inputs)),
        two: () => busy.two(() => embedded(pools[1], inputs)),
        bare: () => bare.run(),
        ...(onOneCore ? { oneCore: () => onOneCore(() => embedded(pools[0], inputs)) } : {}),
      },
      ROUNDS,
    );
    const results = Object.entries(times).map(([name, { times: _, ...figures }]) => ({
      id: `embed-${name}`,
      ...figures,
      imagesPerSecond: rounded((1000 * PHOTOS) / figures.medianMs),
      ...(busy[name] ? { coresBusy: rounded(busy[name].cores()) } : {}),
    }));
    return [
      ...results,
      { id: "embed-two-against-one", value: rounded(times.one.medianMs / times.two.medianMs), unit: "times" },
      ...(times.oneCore
        ? [
            {
              id: "embed-two-against-one-core",
              value: rounded(times.oneCore.medianMs / times.two.medianMs),
              unit: "times",
            },
          ]
        : []),
      { id: "embed-one-against-bare", value: rounded(times.one.medianMs / times.bare.medianMs), unit: "times" },
    ];
  } finally {
    await Promise.all([...pools.map((pool) => pool.close()), bare.close()]);
  }
}

/** Runs work and remembers how many cores it kept busy: CPU time of the process over wall time. */
function coresBusy() {
  let cpuMs = 0;
  let wallMs = 0;
  const run = async (work) => {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    cpuMs += (user + system) / 1000;
    wallMs += performance.now() - wall;
  };
  return Object.assign(run, { cores: () => cpuMs / wallMs });
}

async function embedded(pool, inputs) {
  const { errors } = await pool.embed(CN3, inputs);
  if (errors.some(Boolean)) throw new Error(`A photo was not embedded: ${JSON.stringify(errors.find(Boolean))}`);
}

/** The model itself, on this thread, given pixels that are decoded and resized already. */
async function bareNetwork(inputs) {
  const runtime = await loadCn3();
  const prepared = [];
  for (const input of inputs) prepared.push((await runtime.prepare(input, "document")).value);
  return {
    run: async () => {
      for (let start = 0; start < prepared.length; start += BATCH)
        await runtime.infer(prepared.slice(start, start + BATCH));
    },
    close: () => runtime.dispose(),
  };
}
