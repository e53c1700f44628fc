import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@pomona/sdk/client";
import { startServer } from "../scripts/pomona.mjs";
import { makePhotos } from "./photos.mjs";

const PHOTOS = 10_000;
const MIB = 1024 * 1024;

/** Peak memory of the server while it imports and embeds 10,000 photos. */
export async function memory(folder) {
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
      { what: "10,000 photos imported (embedding goes on beside it)", value: imported, unit: "s" },
      { what: "10,000 photos imported and embedded", value: embedded, unit: "s" },
      { what: "photos a second, import and embedding", value: PHOTOS / embedded, unit: "img/s" },
      { what: "server at rest", value: atRest / MIB, unit: "MiB" },
      { what: "server at its peak", value: (await resident(server.pid, "VmHWM")) / MIB, unit: "MiB", atMost: 700 },
    ];
  } finally {
    await server.stop();
  }
}

async function resident(pid, name) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(status)[1]) * 1024;
}
