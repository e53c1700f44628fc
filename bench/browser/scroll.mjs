import { memoryOf } from "../memory-sampler.mjs";
import { median, rounded, slope } from "../statistics.mjs";
import { openPage } from "./page.mjs";

const SECONDS = 10;
/** Pixels a frame: some three screens a second. */
const SPEED_PX = 45;
const SAMPLES = 40;
/** Share of the time in which caches fill. */
const WARM_UP = 0.25;
const PLACES = { rows: "/", photos: `/?where=${encodeURIComponent("dataset = photos")}` };

/** Frames and tasks while the grid scrolls, of texts and of photos. */
export async function scroll(stage) {
  const results = [];
  for (const [name, path] of Object.entries(PLACES)) {
    const { page, close } = await openPage(stage, path);
    await page.locator("[role=grid] [role=gridcell][data-position]").first().waitFor();
    await page.waitForTimeout(1000);
    const { frames, tasks } = await page.evaluate(scrollFor, { seconds: SECONDS, speedPx: SPEED_PX });
    const sorted = frames.toSorted((a, b) => a - b);
    results.push({
      id: `scroll-${name}`,
      value: rounded(1000 / median(frames)),
      unit: "frames a second, median",
      frame99Ms: rounded(sorted[Math.floor(sorted.length * 0.99)]),
      longTasks: tasks.length,
      longestTaskMs: rounded(Math.max(0, ...tasks)),
    });
    await close();
  }
  return results;
}

/** Memory of the page while it scrolls on for minutes through all rows. */
export async function longScroll(stage) {
  const { page, close } = await openPage(stage, PLACES.rows);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const system = await stage.chromium.newBrowserCDPSession();
  await page.locator("[role=grid] [role=gridcell][data-position]").first().waitFor();
  const samples = [];
  const started = performance.now();
  for (let i = 0; i < SAMPLES; i++) {
    await page.evaluate(scrollFor, { seconds: (stage.minutes * 60) / SAMPLES, speedPx: SPEED_PX });
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const metric = (name) => metrics.find((one) => one.name === name).value;
    const { processInfo } = await system.send("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter(({ type }) => type === "renderer");
    samples.push({
      x: (performance.now() - started) / 60_000,
      heapMb: metric("JSHeapUsedSize") / 1e6,
      nodes: metric("Nodes"),
      rssMb: Math.max(...renderers.map(({ id }) => memoryOf(id).rssMb)),
    });
  }
  await close();
  const after = samples.slice(Math.floor(SAMPLES * WARM_UP));
  const slopeOf = (name) => rounded(slope(after.map((sample) => ({ x: sample.x, y: sample[name] }))));
  return {
    id: "scroll-memory-slope",
    value: slopeOf("heapMb"),
    unit: "MB of JavaScript a minute",
    rssSlopeMbPerMinute: slopeOf("rssMb"),
    nodesAtEnd: after.at(-1).nodes,
    heapMb: after.filter((_, i) => i % 5 === 0).map(({ heapMb }) => rounded(heapMb)),
    rendererMb: after.filter((_, i) => i % 5 === 0).map(({ rssMb }) => rounded(rssMb)),
    minutes: stage.minutes,
  };
}

/** Runs in the page: scrolls the grid frame by frame, from its top again at its end; milliseconds of frames and of tasks over 50. */
function scrollFor({ seconds, speedPx }) {
  let scroller = document.querySelector("[role=grid]");
  while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
  const tasks = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  observer.observe({ type: "longtask" });
  return new Promise((resolve) => {
    const frames = [];
    const end = performance.now() + seconds * 1000;
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      const place = scroller.scrollTop;
      scroller.scrollTop = place + speedPx;
      if (scroller.scrollTop === place) scroller.scrollTop = 0;
      if (now < end) requestAnimationFrame(step);
      else {
        observer.disconnect();
        resolve({ frames: frames.slice(1), tasks });
      }
    };
    requestAnimationFrame(step);
  });
}
