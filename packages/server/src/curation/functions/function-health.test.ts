import { mulberry32 } from "@pomona/compute/shuffle";
import type { FunctionHealth } from "@pomona/contract/function-versions";
import { afterEach, beforeEach, expect, test } from "vitest";
import { functionByName } from "../../store/function-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { storeVectors } from "../spaces/store-vectors.ts";
import { jobContext, openTestSpace, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { functionHealth } from "./function-health.ts";
import { createFunction } from "./functions.ts";
import { ScoringPasses } from "./scoring-passes.ts";

const DIMS = 24;
const ROWS = 4000;
let opened: TestSpace;
let workspace: Workspace;
let space: SpaceRecord;

/** Draws unit vectors from a mixture of so many kinds of rows. */
function mixture(seed: number, kinds: number): () => Float32Array {
  const random = mulberry32(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const unit = (values: Float32Array): Float32Array => {
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const centres = Array.from({ length: kinds }, () => unit(Float32Array.from({ length: DIMS }, normal)));
  return () => {
    const centre = centres[Math.floor(random() * kinds)] as Float32Array;
    return unit(centre.map((value) => value + 0.12 * normal()));
  };
}

async function store(first: number, count: number, draw: () => Float32Array): Promise<void> {
  const vectors = new Float32Array(count * DIMS);
  for (let i = 0; i < count; i++) vectors.set(draw(), i * DIMS);
  const rows = Uint32Array.from({ length: count }, (_, i) => first + i);
  await storeVectors(workspace, space, { rows, vectors, errors: Array(count).fill(null), only: "all" });
}

async function create(name: string): Promise<void> {
  const anchors = [{ key: "k3" }, { key: "k17" }, { key: "k40", sign: "-" as const }];
  await createFunction(workspace, { name, space: "mine", anchors, threshold: 0.8 });
  const { id } = await functionByName(workspace.database, name);
  await new ScoringPasses(workspace).complete({ function: id, version: 1 }, jobContext());
}

/** As if the function had been made when so many rows were there. */
async function healthAt(name: string, ordinals: number): Promise<FunctionHealth> {
  const { id } = await functionByName(workspace.database, name);
  await workspace.database.write((tx) =>
    tx.run("UPDATE function_versions SET ordinals = ? WHERE function = ?", [ordinals, id]),
  );
  return functionHealth(workspace, name);
}

beforeEach(async () => {
  opened = await openTestSpace(ROWS, DIMS);
  ({ workspace, space } = opened);
});
afterEach(() => opened.close());

test("rows of the same kinds are not flagged, and their p-values are small about as rarely as they say", async () => {
  let [flags, small, trials] = [0, 0, 0];
  for (const seed of [1, 2, 3, 4]) {
    await store(0, ROWS, mixture(seed, 9));
    await create(`f${seed}`);
    for (const ordinals of [400, 1300, 2000, 2700, 3300, 3900]) {
      const { novelty, shift } = await healthAt(`f${seed}`, ordinals);
      for (const figure of [novelty, shift]) {
        trials++;
        if (figure?.isFlagged) flags++;
        if ((figure?.pValue ?? 0) < 0.05) small++;
      }
    }
  }
  expect(trials).toBe(48);
  expect(flags).toBe(0);
  expect(small / trials).toBeLessThan(0.1);
});

test("rows of other kinds are flagged, with the furthest of them as examples", async () => {
  await store(0, ROWS, mixture(1, 9));
  await create("f");
  await store(3000, 1000, mixture(77, 5));
  const health = await healthAt("f", 3000);
  expect(health).toMatchObject({ version: 1, arrived: 1000, compared: 1000, reason: null });
  expect(health.reference).toBeGreaterThan(2000);
  expect(health.novelty).toMatchObject({ isFlagged: true });
  expect(health.novelty?.share).toBeGreaterThan(0.5);
  expect(health.novelty?.expected).toBeCloseTo(0.05, 2);
  expect(health.novelty?.examples).toHaveLength(12);
  for (const key of health.novelty?.examples ?? []) expect(Number(key.slice(1))).toBeGreaterThanOrEqual(3000);
  expect(health.shift).toMatchObject({ isFlagged: true });
});

test("a share of other rows is told from the rest, where the scores on the whole stay as they were", async () => {
  await store(0, ROWS, mixture(1, 9));
  await create("f");
  await store(3800, 200, mixture(77, 5));
  const { novelty, shift } = await healthAt("f", 2800);
  expect(novelty).toMatchObject({ isFlagged: true });
  expect(novelty?.share).toBeGreaterThan(0.15);
  expect(novelty?.share).toBeLessThan(0.3);
  expect(shift?.statistic).toBeLessThan(0.2);
});

test("says what is missing where too few rows came, or were there", async () => {
  await store(0, ROWS, mixture(1, 9));
  await create("f");
  expect(await healthAt("f", ROWS - 12)).toMatchObject({
    arrived: 12,
    novelty: null,
    shift: null,
    reason: "12 rows with a score arrived since version 1 was made; 50 are needed to tell.",
  });
  expect(await healthAt("f", 20)).toMatchObject({
    novelty: null,
    shift: null,
    reason:
      "20 rows with a score were there when version 1 was made, 15 without its examples and a random part that stands for them all; 50 are needed to compare with.",
  });
  expect((await healthAt("f", ROWS - 1)).reason).toMatch(/^1 row with a score arrived/);
  const { id } = await functionByName(workspace.database, "f");
  await workspace.database.write((tx) => tx.run("UPDATE functions SET served_version = NULL WHERE id = ?", [id]));
  expect(await functionHealth(workspace, "f")).toMatchObject({ version: 1, arrived: 0, reason: "No version serves." });
});

test("is the same again, and is kept until the catalog changes", async () => {
  await store(0, ROWS, mixture(1, 9));
  await create("f");
  const first = await healthAt("f", 2000);
  expect(await functionHealth(workspace, "f")).toBe(first);
  const later = await healthAt("f", 2000);
  expect(later).not.toBe(first);
  expect(later).toEqual(first);
  await expect(functionHealth(workspace, "g")).rejects.toMatchObject({ code: "function-not-found" });
});
