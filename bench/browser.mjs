import { join } from "node:path";
import { createClient } from "@pomona/sdk/client";
import { launchBrowser } from "../scripts/browser.mjs";
import { startServer } from "../scripts/pomona.mjs";
import { filterChanges } from "./browser/filter-changes.mjs";
import { firstContent } from "./browser/first-content.mjs";
import { longScroll, scroll } from "./browser/scroll.mjs";
import { makePhotos } from "./photos.mjs";
import { told } from "./workbench.mjs";

/** The catalog in a real Chromium: generated rows and photos, software rendering. */
export async function browser(bench) {
  const { options, log, folder } = bench;
  const directory = await bench.catalog({ isForWriting: true });
  const photos = join(folder, "photos");
  await told(log, `${options.photos} photos made`, () => makePhotos(photos, options.photos, { seed: 5 }));
  const server = await startServer(directory, { roots: [photos] });
  const chromium = await launchBrowser();
  try {
    const client = createClient({ url: server.url, token: server.token });
    await told(log, "photos imported", () => importPhotos(client, photos));
    const stage = { chromium, url: server.url, client, ...options };
    return [
      ...(await told(log, "first content measured", () => firstContent(stage))),
      await told(log, "filter changes measured", () => filterChanges(stage)),
      ...(await told(log, "scrolling measured", () => scroll(stage))),
      await told(log, `${options.minutes} minutes of scrolling`, () => longScroll(stage)),
    ];
  } finally {
    await chromium.close();
    await server.stop();
  }
}

async function importPhotos(client, path) {
  const { job } = await client.startImport({ path, dataset: "photos", embed: false });
  const { state, error } = await client.waitForJob(job);
  if (state !== "done") throw new Error(`The import of photos ${state}: ${error}`);
  await client.waitUntilIdle();
}
