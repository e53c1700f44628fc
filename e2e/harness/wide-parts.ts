import type { Page } from "playwright-core";

/** The page itself, and what is read from top to bottom in it, where it is wider than its place and so scrolls sideways, too. */
export const widePartsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll(".overflow-y-auto")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => element.getAttribute("aria-label") ?? element.tagName),
  );
