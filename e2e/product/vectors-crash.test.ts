import { on } from "node:events";
import { watch } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobOutput } from "@pomona/contract/jobs";
import type { Client } from "@pomona/sdk/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allRows, exportedVectors, idle, importRows } from "../harness/catalog.ts";
import { CrashingCatalog } from "../harness/crashing-catalog.ts";
import { similarityScore } from "../harness/recompute.ts";

const SEED = 20261126;
const ROUNDS = 12;
const LONGEST_LIFE_MS = 1200;
const DIMS = 48;
const ROWS = 4000;
const BATCH = 60;
const SPACE = "own";
const NEGATIVE_WEIGHT = 0.5;

let catalog: CrashingCatalog;
let functions: Record<string, { positives: number[][]; negatives: number[][] }>;
/** The vector each row was last given, once the server said it has it. */
const acknowledged = new Map<string, number[]>();
/** Rows a request was under way for when the server was killed: they may have their new vector or the one before. */
let uncertain = new Map<string, number[]>();
const deleted = new Set<string>();
let maybeDeleted = new Set<string>();

const newVector = () => Array.from({ length: DIMS }, () => catalog.random() - 0.5);
const keys = () => Array.from({ length: ROWS }, (_, i) => `t${i}`).filter((key) => !deleted.has(key));
const pick = (list: string[], count: number) =>
  Array.from({ length: count }, () => list[Math.floor(catalog.random() * list.length)] as string);

beforeAll(async () => {
  const lines = ["key,text", ...Array.from({ length: ROWS }, (_, i) => `t${i},text ${i}`)];
  catalog = await CrashingCatalog.open("vectors-crash", SEED, ({ folder }) =>
    writeFile(join(folder, "rows.csv"), `${lines.join("\n")}\n`),
  );
  const { client, folder } = catalog;
  await importRows(client, { path: join(folder, "rows.csv"), dataset: "rows", embed: false, keyPrefix: "" });
  await client.createSpace({ kind: "external", name: SPACE, dims: DIMS });
  await put(client, keys().slice(0, 2000));
  functions = {
    near: { positives: [newVector()], negatives: [] },
    between: { positives: [newVector(), newVector()], negatives: [newVector()] },
  };
  for (const [name, { positives, negatives }] of Object.entries(functions))
    await client.createFunction({
      name,
      space: SPACE,
      anchors: [
        ...positives.map((vector) => ({ vector })),
        ...negatives.map((vector) => ({ vector, sign: "-" as const })),
      ],
      parameters: { negativeWeight: NEGATIVE_WEIGHT },
    });
  await idle(client);
});
afterAll(() => catalog?.close());

async function put(client: Client, given: string[], signal?: AbortSignal): Promise<void> {
  const vectors = [...new Set(given)].map((key) => ({ key, vector: newVector() }));
  for (const { key, vector } of vectors) uncertain.set(key, vector);
  const report = await client.putVectors({ space: SPACE, vectors }, signal ? { signal } : {});
  // A row that was deleted meanwhile is refused.
  const refused = new Set(report.failed.map(({ item }) => item));
  for (const { key, vector } of vectors) if (!refused.has(key)) acknowledged.set(key, vector);
  for (const { key } of vectors) uncertain.delete(key);
}

async function drop(client: Client, given: string[], signal?: AbortSignal): Promise<void> {
  const doomed = [...new Set(given)];
  for (const key of doomed) maybeDeleted.add(key);
  await client.deleteRows({ selection: { include: doomed }, expect: doomed.length }, signal ? { signal } : {});
  for (const key of doomed) deleted.add(key);
}

it(`survives ${ROUNDS} kills while vectors are added, replaced, scored and compacted: none acknowledged is lost or wrong`, {
  timeout: 600_000,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await killed(work, () => catalog.moment(LONGEST_LIFE_MS));
    await everyVectorIsThere();
    await storesAreWhole();
  }
  await idle(catalog.client);
  await scoresAreRight();
  await nothingIsLeftBehind();
});

/** Files of a segment in the order in which a compaction makes them; those of the old one go after the last. */
const MOMENTS = [/\.codes\.tmp$/, /\.arrow\.tmp$/, /\.arrow$/, /\.codes$/] as const;

it.each(MOMENTS.flatMap((file) => [0, 3].map((delayMs) => [file, delayMs] as const)))(
  "survives a kill in a compaction, once it touches %s, after %i ms",
  async (file, delayMs) => {
    // One whole segment, of which a third is then replaced; a deletion asks for it to be rewritten.
    const [first = "", doomed = "", ...others] = keys();
    await put(catalog.client, keys());
    await drop(catalog.client, [first]);
    await put(catalog.client, pick(others, 1600));
    await idle(catalog.client);
    await killed(
      (client, signal) => [drop(client, [doomed], signal)],
      () => touched(file, delayMs),
    );
    await everyVectorIsThere();
    await storesAreWhole();
    await scoresAreRight();
    await nothingIsLeftBehind();
  },
);

it.each([/\.codes\.tmp$/, /\.codes$/].flatMap((file) => [0, 2].map((delayMs) => [file, delayMs] as const)))(
  "survives a kill while a sidecar is made anew, once it touches %s, after %i ms",
  async (file, delayMs) => {
    await put(catalog.client, keys());
    await idle(catalog.client);
    for (const name of await vectorFiles()) if (name.endsWith(".codes")) await rm(join(catalog.data, "vectors", name));
    await catalog.restart();
    await killed(
      (client, signal) => [client.similar({ space: SPACE, anchors: [{ vector: newVector() }], limit: 5 }, { signal })],
      () => touched(file, delayMs),
    );
    await everyVectorIsThere();
    await scoresAreRight();
    await storesAreWhole();
    await nothingIsLeftBehind();
  },
);

/** Kills the server at a moment of some work, and starts another. */
async function killed(
  begin: (client: Client, signal: AbortSignal) => Promise<unknown>[],
  moment: () => Promise<void>,
): Promise<void> {
  uncertain = new Map();
  maybeDeleted = new Set();
  await catalog.killDuring((signal) => begin(catalog.client, signal), moment);
  await catalog.restart();
}

/** Resolves some time after a file of the space of that name is made, written to, renamed or removed. */
async function touched(name: RegExp, delayMs: number): Promise<void> {
  const [space = ""] = await readdir(join(catalog.data, "vectors"));
  const watcher = watch(join(catalog.data, "vectors", space));
  try {
    for await (const [, file] of on(watcher, "change", { signal: AbortSignal.timeout(30_000) }))
      if (name.test(String(file))) break;
    if (delayMs > 0) await new Promise((wake) => setTimeout(wake, delayMs));
  } finally {
    watcher.close();
  }
}

const vectorFiles = () => readdir(join(catalog.data, "vectors"), { recursive: true });

function work(client: Client, signal: AbortSignal): Promise<unknown>[] {
  const alive = keys();
  // Deleted rows are not given vectors in the same life, so that what is expected of each is known.
  const toDelete = alive.slice(-80);
  const toFill = alive.filter((key) => !toDelete.includes(key));
  const filling = async () => {
    while (!signal.aborted) await put(client, pick(toFill, BATCH), signal);
  };
  const deleting = async () => {
    for (let i = 0; i < toDelete.length && !signal.aborted; i += 20)
      await drop(client, toDelete.slice(i, i + 20), signal);
  };
  const scoring = async () => {
    while (!signal.aborted) {
      await client.rescoreFunction({ name: "near" }, { signal });
      await new Promise((wake) => setTimeout(wake, 150));
    }
  };
  return [filling(), deleting(), scoring()];
}

const unit = (vector: number[]): number[] => {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};
const isSame = (a: number[] | undefined, b: number[] | undefined): boolean =>
  a !== undefined && b !== undefined && a.every((value, i) => Math.abs(value - (b[i] as number)) < 1e-6);

async function everyVectorIsThere(): Promise<void> {
  const stored = await exportedVectors(catalog.client, SPACE);
  for (const [key, vector] of acknowledged) {
    const found = stored.get(key);
    if (deleted.has(key)) {
      expect(found, `${key} was deleted`).toBeUndefined();
      continue;
    }
    if (maybeDeleted.has(key) && found === undefined) {
      deleted.add(key);
      continue;
    }
    const newer = uncertain.get(key);
    const isRight = isSame(found, unit(vector)) || (newer !== undefined && isSame(found, unit(newer)));
    expect(isRight, `${key} has the vector it was given`).toBe(true);
  }
  for (const [key, vector] of stored) acknowledged.set(key, vector);
}

async function storesAreWhole(): Promise<void> {
  const { job } = await catalog.client.startCheck({});
  const { state, result } = await catalog.client.waitForJob(job);
  expect(state).toBe("done");
  expect((result as JobOutput<"check">).failed).toEqual([]);
}

async function scoresAreRight(): Promise<void> {
  const { client } = catalog;
  const vectors = await exportedVectors(client, SPACE);
  const rows = await allRows(client, { scores: Object.keys(functions) });
  for (const [name, { positives, negatives }] of Object.entries(functions)) {
    const { state, scored, total } = await client.getFunction({ name });
    expect({ state, scored, total }).toEqual({ state: "complete", scored: vectors.size, total: vectors.size });
    for (const row of rows) {
      const vector = vectors.get(row.key);
      const score = row.scores[name] ?? null;
      if (!vector) expect(score).toBeNull();
      else
        expect(
          Math.abs((score as number) - similarityScore(vector, positives, negatives, NEGATIVE_WEIGHT)),
        ).toBeLessThan(1e-6);
    }
  }
  const anchor = newVector();
  const best = await client.similar({ space: SPACE, anchors: [{ vector: anchor }], limit: 50 });
  const expected = [...vectors].map(([, vector]) => similarityScore(vector, [anchor], [], 0)).sort((a, b) => b - a);
  expect(best.results).toHaveLength(50);
  best.results.forEach(({ score }, i) => {
    expect(Math.abs(score - (expected[i] as number))).toBeLessThan(1e-6);
  });
}

/** After another start, only what the catalog lists is in the folder of the space. */
async function nothingIsLeftBehind(): Promise<void> {
  await catalog.restart();
  await idle(catalog.client);
  // What a start finds worth rewriting goes on beside it.
  await expect.poll(unpaired, { timeout: 20_000 }).toEqual([]);
}

/** Files that are neither a segment with its sidecar nor the sidecar of a segment. */
async function unpaired(): Promise<string[]> {
  const names = await vectorFiles();
  const there = new Set(names);
  const partner = (name: string): string => (name.endsWith(".codes") ? name.slice(0, -6) : `${name}.codes`);
  return names.filter((name) => name.includes(".") && !there.has(partner(name)));
}
