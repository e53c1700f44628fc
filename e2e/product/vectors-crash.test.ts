import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobOutput } from "@pomona/contract/jobs";
import type { Client } from "@pomona/sdk/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seeded } from "../../scripts/seeded.mjs";
import {
  allRows,
  exportedVectors,
  idle,
  importRows,
  type Running,
  start,
  temporaryFolder,
} from "../harness/catalog.ts";
import { similarityScore } from "../harness/recompute.ts";

const SEED = Number(process.env.POMONA_SEED ?? 20261126);
const ROUNDS = 12;
const LONGEST_LIFE_MS = 1200;
const DIMS = 48;
const ROWS = 4000;
const BATCH = 60;
const SPACE = "own";

const random = seeded(SEED);
const newVector = () => Array.from({ length: DIMS }, () => random() - 0.5);
const NEGATIVE_WEIGHT = 0.5;
const FUNCTIONS = {
  near: { positives: [newVector()], negatives: [] },
  between: { positives: [newVector(), newVector()], negatives: [newVector()] },
};
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: Running;
/** The vector each row was last given, once the server said it has it. */
const acknowledged = new Map<string, number[]>();
/** Rows a request was under way for when the server was killed: they may have their new vector or the one before. */
let uncertain = new Map<string, number[]>();
const deleted = new Set<string>();
let maybeDeleted = new Set<string>();

const data = () => join(folder.path, "data");
const keys = () => Array.from({ length: ROWS }, (_, i) => `t${i}`).filter((key) => !deleted.has(key));
const pick = (list: string[], count: number) =>
  Array.from({ length: count }, () => list[Math.floor(random() * list.length)] as string);

beforeAll(async () => {
  console.log(`seed ${SEED} (POMONA_SEED sets it)`);
  folder = await temporaryFolder("vectors-crash");
  const lines = ["key,text", ...Array.from({ length: ROWS }, (_, i) => `t${i},text ${i}`)];
  await writeFile(join(folder.path, "rows.csv"), `${lines.join("\n")}\n`);
  await mkdir(data());
  running = await start(data(), [folder.path]);
  const { client } = running;
  await importRows(client, { path: join(folder.path, "rows.csv"), dataset: "rows", embed: false, keyPrefix: "" });
  await client.createSpace({ kind: "external", name: SPACE, dims: DIMS });
  await put(client, keys().slice(0, 2000));
  for (const [name, { positives, negatives }] of Object.entries(FUNCTIONS))
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
afterAll(async () => {
  await running?.server.stop();
  await folder?.remove();
});

async function put(client: Client, given: string[], signal?: AbortSignal): Promise<void> {
  const vectors = [...new Set(given)].map((key) => ({ key, vector: newVector() }));
  for (const { key, vector } of vectors) uncertain.set(key, vector);
  const report = await client.putVectors({ space: SPACE, vectors }, signal ? { signal } : {});
  // A row that was deleted meanwhile is refused.
  const refused = new Set(report.failed.map(({ item }) => item));
  for (const { key, vector } of vectors) if (!refused.has(key)) acknowledged.set(key, vector);
  for (const { key } of vectors) uncertain.delete(key);
}

async function drop(client: Client, given: string[], signal: AbortSignal): Promise<void> {
  const doomed = [...new Set(given)];
  for (const key of doomed) maybeDeleted.add(key);
  await client.deleteRows({ selection: { include: doomed }, expect: doomed.length }, { signal });
  for (const key of doomed) deleted.add(key);
}

it(`survives ${ROUNDS} kills while vectors are added, replaced, scored and compacted: none acknowledged is lost or wrong`, {
  timeout: 600_000,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    uncertain = new Map();
    maybeDeleted = new Set();
    await workUntilKilled();
    running = await start(data(), [folder.path]);
    await everyVectorIsThere();
    await storesAreWhole();
  }
  await idle(running.client);
  await scoresAreRight();
  await nothingIsLeftBehind();
});

async function workUntilKilled(): Promise<void> {
  const { client, server } = running;
  const stop = new AbortController();
  const { signal } = stop;
  const alive = keys();
  // Deleted rows are not given vectors in the same life, so that what is expected of each is known.
  const toDelete = alive.slice(-80);
  const toFill = alive.filter((key) => !toDelete.includes(key));
  const filling = (async () => {
    while (!signal.aborted) await put(client, pick(toFill, BATCH), signal);
  })();
  const deleting = (async () => {
    for (let i = 0; i < toDelete.length && !signal.aborted; i += 20)
      await drop(client, toDelete.slice(i, i + 20), signal);
  })();
  const scoring = (async () => {
    while (!signal.aborted) {
      await client.rescoreFunction({ name: "near" }, { signal });
      await new Promise((wake) => setTimeout(wake, 150));
    }
  })();
  // The kill cuts requests short; what was not answered is not acknowledged.
  const ended = Promise.allSettled([filling, deleting, scoring]);
  await new Promise((wake) => setTimeout(wake, 30 + random() * LONGEST_LIFE_MS));
  await server.kill();
  stop.abort();
  await ended;
}

const unit = (vector: number[]): number[] => {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};
const isSame = (a: number[] | undefined, b: number[] | undefined): boolean =>
  a !== undefined && b !== undefined && a.every((value, i) => Math.abs(value - (b[i] as number)) < 1e-6);

async function everyVectorIsThere(): Promise<void> {
  const stored = await exportedVectors(running.client, SPACE);
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
  const { job } = await running.client.startCheck({});
  const { state, result } = await running.client.waitForJob(job);
  expect(state).toBe("done");
  expect((result as JobOutput<"check">).failed).toEqual([]);
}

async function scoresAreRight(): Promise<void> {
  const { client } = running;
  const vectors = await exportedVectors(client, SPACE);
  const rows = await allRows(client, { scores: Object.keys(FUNCTIONS) });
  for (const [name, { positives, negatives }] of Object.entries(FUNCTIONS)) {
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

/** After a last start, only what the catalog lists is in the folder of the space. */
async function nothingIsLeftBehind(): Promise<void> {
  await running.server.stop();
  running = await start(data(), [folder.path]);
  await idle(running.client);
  const names = await readdir(join(data(), "vectors"), { recursive: true });
  expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  const segments = new Set(names.filter((name) => name.endsWith(".arrow")));
  const sidecars = names.filter((name) => name.endsWith(".codes")).map((name) => name.replace(/\.codes$/, ""));
  expect(new Set(sidecars)).toEqual(segments);
}
