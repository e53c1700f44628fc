import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@pomona/sdk/client";
import { startServer } from "../scripts/pomona.mjs";
import { makePhotos } from "./photos.mjs";

const PHOTOS = 10_000;
const MIB = 1024 * 1024;

/** Peak memory of the server while it imports and embeds 10,000 photos. */
export async function memory({ folder }) {
  const photos = join(folder, "photos");
  await makePhotos(photos, PHOTOS, { seed: 3 });
  const data = join(folder, "data");
  await mkdir(data);
  const server = await startServer(data, { roots: [photos] });
  try {
    const client = createClient({ url: server.url, token: server.token });
    const atRest = await resident(server.pid, "VmRSS");
    const started = performance.now();
    const { job } = await client.startImport({ path: photos, dataset: "photos" });
    const { state, error, result } = await client.waitForJob(job);
    if (state !== "done" || result.imported !== PHOTOS)
      throw new Error(`${state}: ${error} ${JSON.stringify(result?.failed?.[0])}`);
    const imported = (performance.now() - started) / 1000;
    await client.waitUntilIdle();
    const embedded = (performance.now() - started) / 1000;
    return [
      { id: "photos-imported", value: imported, unit: "seconds, embedding going on beside it" },
      { id: "photos-embedded", value: embedded, unit: "seconds", photosPerSecond: PHOTOS / embedded },
      { id: "server-at-rest", value: atRest / MIB, unit: "MiB" },
      { id: "server-at-peak", value: (await resident(server.pid, "VmHWM")) / MIB, unit: "MiB" },
    ];
  } finally {
    await server.stop();
  }
}

async function resident(pid, name) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(status)[1]) * 1024;
}
