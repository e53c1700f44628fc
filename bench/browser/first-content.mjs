import { timesOf } from "../statistics.mjs";
import { openPage } from "./page.mjs";

const PHOTOS = `/?where=${encodeURIComponent("dataset = photos")}`;

/** Milliseconds from the start of the navigation, with an empty cache, until rows are on the screen. */
export async function firstContent(stage) {
  const rows = [];
  const images = [];
  for (let round = 0; round <= stage.runs; round++) {
    const [ofRows, ofImages] = [await shownAfter(stage, "/"), await shownAfter(stage, PHOTOS)];
    // The first round makes thumbnails.
    if (round === 0) continue;
    rows.push(ofRows);
    images.push(ofImages);
  }
  return [
    { id: "first-content", ...timesOf(rows) },
    { id: "first-images", ...timesOf(images) },
  ];
}

async function shownAfter(stage, path) {
  const { page, close } = await openPage(stage, path);
  try {
    return await page.evaluate(
      () =>
        new Promise((resolve) => {
          const look = () => {
            const cells = [...document.querySelectorAll("[role=grid] [role=gridcell][data-position]")];
            const onScreen = cells.filter((cell) => cell.getBoundingClientRect().top < innerHeight);
            const images = onScreen.flatMap((cell) => [...cell.querySelectorAll("img")]);
            if (onScreen.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0))
              // The frame after is painted.
              requestAnimationFrame(() => resolve(performance.now()));
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
  } finally {
    await close();
  }
}
