import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allRows, exportedVectors, idle, importRows } from "../harness/catalog.ts";
import { CrashingCatalog } from "../harness/crashing-catalog.ts";
import { drawFolder } from "../harness/pictures.ts";
import { similarityScore } from "../harness/recompute.ts";

const SEED = 20261123;
const ROUNDS = 20;
const LONGEST_LIFE_MS = 1600;
const PICTURES_PER_ROUND = 24;
const TEXTS_PER_ROUND = 60;
const NEGATIVE_WEIGHT = 0.5;
const WORDS =
  "card payment lost refund transfer account balance limit cash machine fee exchange rate identity top up arrival pin blocked".split(
    " ",
  );

let catalog: CrashingCatalog;
/** Keys that the server said it has: as an answer to a write, or in the answer to a query. */
const acknowledged = new Set<string>();
const anchors = {
  pictures: { positives: ["seed/apple/000.jpg", "seed/apple/001.jpg"], negatives: ["seed/orange/000.jpg"] },
  texts: { positives: ["seed/t0", "seed/t1"], negatives: ["seed/t2"] },
};

const sentence = (random = catalog.random) =>
  Array.from({ length: 6 + Math.floor(random() * 8) }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");

async function drawSources({ folder, random }: CrashingCatalog): Promise<void> {
  await drawFolder(join(folder, "seed"), { apple: 6, orange: 6 }, { sizePixels: 96 });
  for (let round = 0; round < ROUNDS; round++) {
    const place = join(folder, `round-${round}`);
    await drawFolder(
      place,
      { apple: PICTURES_PER_ROUND / 3, orange: PICTURES_PER_ROUND / 3, lime: PICTURES_PER_ROUND / 3 },
      { first: 100 + round * 10, sizePixels: 96 },
    );
    const lines = Array.from({ length: TEXTS_PER_ROUND }, (_, i) =>
      JSON.stringify({ key: `t${i}`, text: sentence(random) }),
    );
    await writeFile(join(folder, `round-${round}.ndjson`), `${lines.join("\n")}\n`);
  }
}

beforeAll(async () => {
  catalog = await CrashingCatalog.open("crash", SEED, drawSources);
  const { client } = catalog;
  await importRows(client, { path: join(catalog.folder, "seed"), dataset: "seed" });
  await client.putRows({
    dataset: "seed",
    rows: Array.from({ length: 6 }, (_, i) => ({ key: `seed/t${i}`, text: sentence() })),
  });
  await idle(client);
  for (const [name, { positives, negatives }] of Object.entries(anchors)) {
    await client.createFunction({
      name,
      anchors: [...positives.map((key) => ({ key })), ...negatives.map((key) => ({ key, sign: "-" as const }))],
      parameters: { negativeWeight: NEGATIVE_WEIGHT },
    });
  }
  await idle(client);
  for (const row of await allRows(client)) acknowledged.add(row.key);
});
afterAll(async () => {
  await catalog?.close();
});

it(`survives ${ROUNDS} kills during import, embedding and scoring: nothing acknowledged is lost, doubled or wrongly complete`, {
  timeout: 600_000,
}, async () => {
  const died = { importing: 0, embedding: 0, scoring: 0, idle: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const doing = await workUntilKilled(round);
    died[doing] += 1;
    await catalog.restart();
    await nothingIsLost();
    await completenessIsTrue();
  }
  console.log(
    `killed while importing ${died.importing}, embedding ${died.embedding}, scoring ${died.scoring}, nothing ${died.idle} times; ${acknowledged.size} rows acknowledged`,
  );
  expect(died.importing + died.embedding + died.scoring).toBeGreaterThan(ROUNDS / 2);
  await workResumesAndEnds();
});

/** Starts this round's imports and writes, kills the server at a random moment, and tells what it was doing. */
async function workUntilKilled(round: number): Promise<"importing" | "embedding" | "scoring" | "idle"> {
  const { client, folder } = catalog;
  const work = async (signal: AbortSignal): Promise<void> => {
    await client.startImport({ path: join(folder, `round-${round}`), dataset: `round-${round}` });
    await client.startImport({ path: join(folder, `round-${round}.ndjson`), dataset: `round-${round}-texts` });
    if (round % 4 === 3) await client.rescoreFunction({ name: "texts" });
    for (let i = 0; !signal.aborted; i++) {
      const rows = Array.from({ length: 5 }, (_, j) => ({ key: `put/${round}/${i}/${j}`, text: sentence() }));
      await client.putRows({ dataset: "put", rows }, { signal });
      for (const row of rows) acknowledged.add(row.key);
      const page = await client.query({ filter: `dataset = "round-${round}"`, limit: 200 }, { signal });
      for (const row of page.rows) acknowledged.add(row.key);
    }
  };
  const jobs = await catalog.killDuring(
    (signal) => [work(signal)],
    async () => {
      await catalog.moment(LONGEST_LIFE_MS);
      return client.listJobs().catch(() => []);
    },
  );
  const runs = (kind: string) =>
    jobs.some((job) => job.kind === kind && (job.state === "running" || job.state === "queued"));
  // The rarest first, as several may run at once.
  if (runs("score")) return "scoring";
  if (runs("embed")) return "embedding";
  return runs("import") ? "importing" : "idle";
}

async function nothingIsLost(): Promise<void> {
  const keys = (await allRows(catalog.client)).map((row) => row.key);
  const present = new Set(keys);
  expect(present.size, "no key twice").toBe(keys.length);
  expect(
    [...acknowledged].filter((key) => !present.has(key)),
    "acknowledged rows that are gone",
  ).toEqual([]);
  for (const key of keys) acknowledged.add(key);
}

/** Whoever says complete has scored every row with a vector. */
async function completenessIsTrue(): Promise<void> {
  const { client } = catalog;
  for (const name of Object.keys(anchors)) {
    const { space } = await client.getFunction({ name });
    const gap = { filter: `embedding("${space}") = "ready" and function("${name}") unscored`, limit: 0 };
    // A vector that comes between two questions must not look like a gap: both states are read until they hold still.
    const [before, { total }, after] = [
      await client.getFunction({ name }),
      await client.query(gap),
      await client.getFunction({ name }),
    ];
    if (before.state === "complete" && after.state === "complete") {
      expect(total, `rows that "${name}" says are scored and are not`).toBe(0);
      expect(after.scored).toBe(after.total);
    }
  }
}

async function workResumesAndEnds(): Promise<void> {
  const { client } = catalog;
  await idle(client);
  const rows = await allRows(client, { scores: Object.keys(anchors) });
  const pending = rows.filter((row) => Object.values(row.embeddings).some((state) => state !== "ready"));
  expect(
    pending.map((row) => row.key),
    "rows that are still not embedded",
  ).toEqual([]);
  for (let round = 0; round < ROUNDS; round++) {
    // The last moment of a life may come before the import was asked for; what was asked for is finished.
    for (const [dataset, count] of [
      [`round-${round}`, PICTURES_PER_ROUND],
      [`round-${round}-texts`, TEXTS_PER_ROUND],
    ] as const) {
      const found = rows.filter((row) => row.dataset === dataset).length;
      expect([0, count], `${dataset} is whole`).toContain(found);
    }
  }
  for (const [name, { positives, negatives }] of Object.entries(anchors)) {
    const { space, scored, total, state } = await client.getFunction({ name });
    const vectors = await exportedVectors(client, space as string);
    expect({ scored, total, state }).toEqual({ scored: vectors.size, total: vectors.size, state: "complete" });
    const of = (keys: string[]) => keys.map((key) => vectors.get(key) as number[]);
    for (const row of rows) {
      const vector = vectors.get(row.key);
      const expected = vector ? similarityScore(vector, of(positives), of(negatives), NEGATIVE_WEIGHT) : null;
      if (expected === null) expect(row.scores[name]).toBe(null);
      else expect(Math.abs((row.scores[name] as number) - expected)).toBeLessThan(1e-6);
    }
  }
}
