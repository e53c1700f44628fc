import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { seeded } from "../../scripts/seeded.mjs";

/** What can be drawn: round fruit in its colour, with a stem and a leaf, or a long one. */
const FRUITS = {
  apple: { fill: "#c8202c", stem: true, shape: "round" },
  orange: { fill: "#f08a1d", stem: false, shape: "round" },
  lime: { fill: "#58a618", stem: false, shape: "round" },
  banana: { fill: "#f4d22a", stem: true, shape: "long" },
} as const;
export type Fruit = keyof typeof FRUITS;

/** JPEG bytes of a fruit on a table; the seed varies place, size, tint and background. The same seed draws the same. */
async function drawFruit(fruit: Fruit, seed: number, sizePixels = 160): Promise<Buffer> {
  const random = seeded(seed * 7919 + fruit.length);
  const { fill, stem, shape } = FRUITS[fruit];
  const [x, y] = [60 + random() * 40, 60 + random() * 40];
  const radius = 30 + random() * 25;
  const table = Math.floor(random() * 360);
  const body =
    shape === "round"
      ? `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`
      : `<path d="M${x - 50} ${y - 25} q50 70 100 ${random() * 20}" stroke="${fill}" stroke-width="26" fill="none" stroke-linecap="round"/>`;
  const stalk = stem
    ? `<path d="M${x} ${y - radius} q4 -14 12 -18" stroke="#5a3b1c" stroke-width="5" fill="none"/><ellipse cx="${x + 18}" cy="${y - radius - 8}" rx="12" ry="6" fill="#3d8b37"/>`
    : "";
  const shine = `<circle cx="${x - radius / 3}" cy="${y - radius / 3}" r="${radius / 5}" fill="#fff" opacity="${0.2 + random() * 0.4}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160"><rect width="160" height="160" fill="hsl(${table} 25% ${70 + random() * 20}%)"/>${body}${stalk}${shine}</svg>`;
  return sharp(Buffer.from(svg)).resize(sizePixels, sizePixels).jpeg({ quality: 85 }).toBuffer();
}

/** Draws FOLDER/FRUIT/NNN.jpg, `count` of each fruit, beginning with seed `first`; gives the paths relative to FOLDER. */
export async function drawFolder(
  folder: string,
  counts: Partial<Record<Fruit, number>>,
  { first = 0, sizePixels = 160 }: { first?: number; sizePixels?: number } = {},
): Promise<string[]> {
  const names: string[] = [];
  for (const [fruit, count] of Object.entries(counts)) {
    for (let seed = first; seed < first + count; seed++) {
      const name = `${fruit}/${String(seed).padStart(3, "0")}.jpg`;
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await sharp(await drawFruit(fruit as Fruit, seed, sizePixels)).toFile(join(folder, name));
      names.push(name);
    }
  }
  return names;
}
