import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { seeded } from "../../scripts/seeded.mjs";

/** Values of the eight facets; the smaller their number, the larger the counts. */
const FACETS = { label: 40, country: 60, brand: 200, colour: 12, size: 6, channel: 3, status: 5, month: 12 };
export const FACET_FIELDS = Object.keys(FACETS).map((name) => (name === "label" ? name : `metadata.${name}`));
/** How a CSV of `writeRows` is imported. */
export const MAPPING = { key: "key", text: "text", labels: ["label"] };
/** `metadata.amount` is uniform in [0, AMOUNTS): a range of a tenth of it selects 10 % of the rows. */
export const AMOUNTS = 1000;

const WORDS =
  "the card was not charged but my balance is lower than it should be after a transfer to another bank account today".split(
    " ",
  );

/** Rows with a text, eight fields to count, a number to filter by and a code that nearly every row has its own of. */
export async function writeRows(path, { rows, seed, firstKey = 0 }) {
  const random = seeded(seed);
  const below = (count) => Math.floor(random() * count);
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  const names = Object.keys(FACETS);
  file.write(`key,text,${names.join(",")},amount,code\n`);
  let block = "";
  for (let i = firstKey; i < firstKey + rows; i++) {
    let text = "";
    for (let word = 0; word < 10; word++) text += `${WORDS[below(WORDS.length)]} `;
    block += `r${i},${text}${i}`;
    // Squared, so that some values are far more frequent than others.
    for (const name of names) block += `,${name} ${Math.floor(random() ** 2 * FACETS[name])}`;
    block += `,${(random() * AMOUNTS).toFixed(3)},c${below(2 ** 31).toString(36)}\n`;
    if (block.length > 1 << 18) {
      if (!file.write(block)) await once(file, "drain");
      block = "";
    }
  }
  file.end(block);
  await once(file, "finish");
}

export const keyOf = (row) => `r${row}`;
export const rowOf = (key) => Number(key.slice(1));
