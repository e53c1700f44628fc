import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { seeded } from "../scripts/seeded.mjs";

/** JPEGs as large as a shop's photos (416 x 416, about 40 kB): blurred noise with shapes, each another. Gives their paths. */
export async function makePhotos(folder, count, { seed = 1, sidePixels = 416 } = {}) {
  await mkdir(folder, { recursive: true });
  const random = seeded(seed);
  const paths = [];
  for (let i = 0; i < count; i++) {
    const grain = Buffer.from(Uint8Array.from({ length: 52 * 52 * 3 }, () => random() * 256));
    const path = join(folder, `${String(i).padStart(5, "0")}.jpg`);
    const shape = `<svg width="${sidePixels}" height="${sidePixels}"><circle cx="${random() * sidePixels}" cy="${random() * sidePixels}" r="${40 + random() * 120}" fill="hsl(${random() * 360} 70% 50%)"/></svg>`;
    const photo = sharp(grain, { raw: { width: 52, height: 52, channels: 3 } })
      .resize(sidePixels, sidePixels, { kernel: "cubic" })
      .composite([{ input: Buffer.from(shape) }]);
    await writeFile(path, await photo.jpeg({ quality: 90 }).toBuffer());
    paths.push(path);
  }
  return paths;
}
