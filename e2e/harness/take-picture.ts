import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import sharp from "sharp";

const FOLDER = fileURLToPath(new URL("../../docs/images", import.meta.url));

/** A picture of a page for the documentation, docs/images/NAME.webp; only where POMONA_SCREENSHOTS=1 asks for them anew. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env.POMONA_SCREENSHOTS !== "1") return;
  await page
    .waitForFunction(() => [...document.images].every((image) => image.complete), null, { timeout: 3000 })
    .catch(() => undefined);
  await page.waitForTimeout(600);
  const png = await page.screenshot({ animations: "disabled" });
  await sharp(png)
    .webp({ quality: 80 })
    .toFile(join(FOLDER, `${name}.webp`));
}
