import { timesOf } from "../statistics.mjs";
import { openPage } from "./page.mjs";

const LABELS = 20;

/** Milliseconds from a click on a value of a facet until the grid, the count and the other facets show its rows. */
export async function filterChanges(stage) {
  const { page, close } = await openPage(stage, "/");
  try {
    const box = (label) => page.getByRole("checkbox", { name: new RegExp(`^${label} `) }).first();
    await box("label 0").waitFor();
    const times = [];
    for (let round = 0; round <= Math.min(stage.runs, LABELS - 1); round++) {
      const settled = page.evaluate(untilChanged);
      await box(`label ${round}`).click();
      const ms = await settled;
      await page.getByRole("button", { name: "Clear all" }).first().click();
      await box("label 0").waitFor();
      await page.waitForTimeout(500);
      // The first round compiles.
      if (round > 0) times.push(ms);
    }
    return { id: "filter-change", ...timesOf(times) };
  } finally {
    await close();
  }
}

/** Runs in the page: resolves with the time from the next click to the frame that shows its result. */
function untilChanged() {
  const count = () => document.querySelector("[role=status]")?.textContent;
  const cells = () => [...document.querySelectorAll("[role=grid] [role=gridcell]")];
  const panel = () =>
    [...document.querySelectorAll("aside label, nav label, section label")].map((label) => label.textContent).join("|");
  const before = { count: count(), panel: panel() };
  return new Promise((resolve) => {
    addEventListener(
      "click",
      () => {
        const clicked = performance.now();
        const look = () => {
          const isReady =
            count() !== before.count &&
            /\d/.test(count() ?? "") &&
            panel() !== before.panel &&
            document.querySelector("[aria-busy=true]") === null &&
            cells().length > 0 &&
            cells().every((cell) => cell.hasAttribute("data-position"));
          if (isReady) requestAnimationFrame(() => resolve(performance.now() - clicked));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      },
      { once: true, capture: true },
    );
  });
}
