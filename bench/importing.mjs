import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openCatalog } from "../eval/catalog.mjs";
import { seeded } from "../scripts/seeded.mjs";
import { median } from "./machine.mjs";

const ROWS = 100_000;
const ROUNDS = 3;
const WORDS =
  "the card was not charged but my balance is lower than it should be after a transfer to another bank".split(" ");

/** Importing 100,000 texts of a CSV with labels and metadata, without embedding. */
export async function importing(folder) {
  const source = join(folder, "source");
  await mkdir(source);
  await writeCsv(join(source, "rows.csv"));
  const seconds = [];
  const unchanged = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { client, close } = await openCatalog(join(folder, `data-${round}`), source);
    const request = {
      path: join(source, "rows.csv"),
      dataset: "rows",
      embed: false,
      mapping: { key: "key", text: "text", labels: ["label"] },
    };
    for (const list of [seconds, unchanged]) {
      const started = performance.now();
      const { job } = await client.startImport(request);
      const { state, error, result } = await client.waitForJob(job);
      if (state !== "done" || result.imported + result.unchanged !== ROWS)
        throw new Error(`${state} ${error} ${JSON.stringify(result).slice(0, 500)}`);
      list.push((performance.now() - started) / 1000);
    }
    await close();
  }
  return [
    { what: "100,000 texts of a CSV imported", value: median(seconds), unit: "s", atMost: 15 },
    { what: "the same file again, nothing changed", value: median(unchanged), unit: "s" },
    { what: "rows a second", value: ROWS / median(seconds), unit: "/s" },
  ];
}

async function writeCsv(path) {
  const random = seeded(7);
  const file = createWriteStream(path);
  file.write("key,text,label,amount,when,channel\n");
  for (let i = 0; i < ROWS; i++) {
    const text = Array.from({ length: 12 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
    const line = `r${i},"${text} ${i}",class ${Math.floor(random() * 77)},${(random() * 1000).toFixed(2)},2026-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)},${random() < 0.5 ? "web" : "phone"}\n`;
    if (!file.write(line)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}
