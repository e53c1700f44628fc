import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, defaultClientConditions, preview } from "vite";
import { launchBrowser } from "../scripts/browser.mjs";
import { rounded, timesOf } from "./statistics.mjs";
import { told } from "./workbench.mjs";

const ROOT = fileURLToPath(new URL("renderer", import.meta.url));
/** Names in results, by the names of the contestants' files. */
const CONTESTANTS = { pomona: "map", "regl-scatterplot": "regl", "deck.gl": "deck" };
const FRAMES = 20;
const TOO_SLOW_MS = 15_000;
/** Main-thread work is summed over this long after a change, as some of it is put off. */
const AFTERMATH_MS = 600;

/** The map of points beside others that draw many: one page, one set of data, software rendering, each in a page of its own in turn. */
export async function renderer(bench) {
  const { options, log } = bench;
  const chosen = Object.keys(CONTESTANTS).filter(
    (name) => name === "pomona" || (options.peers?.includes(name) ?? true),
  );
  const folder = mkdtempSync(join(tmpdir(), "pomona-renderer-"));
  const server = await serve(folder);
  const chromium = await launchBrowser();
  try {
    const results = [];
    for (const count of options.points) {
      const list = Object.fromEntries(chosen.map((name) => [name, []]));
      for (let round = 0; round < options.runs; round++)
        for (const name of chosen) {
          if (list[name].some(({ isTooSlow }) => isTooSlow)) continue;
          const title = `${name}, ${count.toLocaleString("en")} points, ${round + 1} of ${options.runs}`;
          list[name].push(await told(log, title, () => measure({ chromium, url: server.url, name, count, round })));
        }
      for (const name of chosen) results.push(...resultsOf(CONTESTANTS[name], count, list[name]));
    }
    return results;
  } finally {
    await chromium.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles the page with all contestants from node_modules and serves it. */
async function serve(outDir) {
  const shared = {
    root: ROOT,
    configFile: false,
    logLevel: "error",
    build: { outDir, emptyOutDir: true, target: "es2023" },
  };
  await build({ ...shared, resolve: { conditions: ["@pomona/source", ...defaultClientConditions] } });
  const server = await preview({ ...shared, preview: { port: 0, host: "127.0.0.1" } });
  return { url: server.resolvedUrls.local[0], close: () => server.close() };
}

async function measure({ chromium, url, name, count, round }) {
  const context = await chromium.newContext({ viewport: { width: 1000, height: 920 } });
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
    page.setDefaultTimeout(240_000);
    await page.goto(url);
    await page.waitForFunction(() => "stage" in window);
    await page.evaluate((input) => window.stage.prepare(input), { contestant: name, count });
    const { firstMs, wholeMs } = await page.evaluate(() => window.stage.firstPaint());
    // Minutes for each measure: two frames say enough.
    if (firstMs > TOO_SLOW_MS) {
      const pan = await page.evaluate((input) => window.stage.frames(input), { movement: "pan", count: 2 });
      return { isTooSlow: true, "first-paint": firstMs, "whole-paint": wholeMs, pan };
    }
    const session = await context.newCDPSession(page);
    // Processor time of the thread: other processes of the machine do not count.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const mainThread = (change) => mainThreadMs({ page, session, change });
    return {
      "first-paint": firstMs,
      "whole-paint": wholeMs,
      recolour: await mainThread({ name: "recolour", round }),
      filter: await mainThread({ name: "filter", round }),
      pan: await page.evaluate((input) => window.stage.frames(input), { movement: "pan", count: FRAMES }),
      zoom: await page.evaluate((input) => window.stage.frames(input), { movement: "zoom", count: FRAMES }),
      lasso: (await page.evaluate(() => window.stage.lasso()))?.ms ?? null,
      heapMb: (await metric(session, "JSHeapUsedSize")) / 1e6,
    };
  } finally {
    await context.close();
  }
}

async function metric(session, name) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((entry) => entry.name === name).value;
}

/** What the main thread of the page worked because of a change, in milliseconds: all its tasks until some time after it. */
async function mainThreadMs({ page, session, change }) {
  await page.evaluate((input) => window.stage.prepareChange(input), change);
  await page.evaluate(() => window.stage.settled());
  await page.waitForTimeout(AFTERMATH_MS);
  const before = await metric(session, "TaskDuration");
  await page.evaluate(() => window.stage.makeChange());
  await page.waitForTimeout(AFTERMATH_MS);
  return ((await metric(session, "TaskDuration")) - before) * 1000;
}

/** One result for each measure; of frames the medians of the rounds. */
function resultsOf(prefix, count, rounds) {
  const size = count % 1e6 === 0 ? `${count / 1e6}m` : `${count / 1e3}k`;
  const results = [];
  for (const name of ["first-paint", "whole-paint", "recolour", "filter", "pan", "zoom", "lasso"]) {
    const values = rounds.flatMap((round) => round[name] ?? []);
    if (values.length === 0)
      results.push({
        id: `${prefix}-${name}-${size}`,
        skipped: rounds[0].isTooSlow ? "too slow for it" : "it has none",
      });
    else results.push({ id: `${prefix}-${name}-${size}`, ...timesOf(values) });
  }
  const heaps = rounds.map(({ heapMb }) => heapMb);
  if (!rounds[0].isTooSlow)
    results.push({ id: `${prefix}-heap-${size}`, value: rounded(Math.max(...heaps)), unit: "MB of JavaScript" });
  return results;
}
