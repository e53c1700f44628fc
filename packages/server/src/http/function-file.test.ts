import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionFile, VersionScoresResponse } from "@pomona/contract/function-versions";
import type { ScoringFunction } from "@pomona/contract/functions";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";
import { directionOf } from "../curation/workspace.fixture.ts";

const DIMS = 10;
let source: TestApp;
let target: TestApp;
let file: FunctionFile;

async function fill({ call, app, sources }: TestApp, space: string, rows: number[]): Promise<void> {
  const path = join(sources, "rows.csv");
  await writeFile(path, `key,text\n${rows.map((row) => `k${row},text ${row}`).join("\n")}\n`);
  await call("POST", "/imports", { path, dataset: "d", keyPrefix: "", embed: false });
  await app.whenIdle();
  await call("POST", "/vectors", {
    space,
    vectors: rows.map((row) => ({ key: `k${row}`, vector: [...directionOf(row, DIMS)] })),
  });
}

const importInto = ({ call }: TestApp, body: object) =>
  call<ScoringFunction & { job: string }>("POST", "/functions/import", body);
const scoresOf = async ({ call }: TestApp, name: string): Promise<Map<string, number>> => {
  const { body } = await call<VersionScoresResponse>("POST", `/functions/${name}/versions/1/scores`, {});
  return new Map(body.rows.map(({ key, score }) => [key, score]));
};
const base64 = (...values: number[]): string =>
  Buffer.from(new Uint8Array(Float32Array.from(values).buffer)).toString("base64");

beforeAll(async () => {
  [source, target] = await Promise.all([openTestApp(), openTestApp()]);
  await fill(
    source,
    "mine",
    Array.from({ length: 40 }, (_, i) => i),
  );
  // Without k1, which is an anchor.
  await fill(
    target,
    "mine",
    Array.from({ length: 40 }, (_, i) => 39 - i).filter((row) => row !== 1),
  );
  const anchors = [{ key: "k1" }, { key: "k2", sign: "-" }, { vector: [...directionOf(77, DIMS)] }];
  const made = { name: "f", space: "mine", anchors, threshold: 0.61, truth: { label: "ripe" } };
  await source.call("POST", "/functions", made);
  await source.app.whenIdle();
  file = (await source.call<FunctionFile>("GET", "/functions/f/export")).body as FunctionFile;
});
afterAll(() => Promise.all([source.close(), target.close()]));

test("a file names the space's model and everything that the scores depend on", () => {
  expect(file).toMatchObject({
    format: "pomona-function",
    formatVersion: 1,
    name: "f",
    version: 1,
    space: { name: "mine", dims: DIMS, model: null },
    anchors: [{ key: "k1", by: "owner", why: "created" }, { key: "k2", sign: "-" }, { kind: "vector" }],
    parameters: { combine: "nearest", negativeWeight: 0.5 },
    threshold: 0.61,
    truth: { label: "ripe" },
    parts: [],
  });
});

test("another catalog with the space gives the same vectors the same scores, whether it has the anchors' rows or not", async () => {
  const made = await importInto(target, { file, name: "g" });
  expect(made).toMatchObject({ status: 201, body: { name: "g", space: "mine", threshold: 0.61, by: "owner" } });
  expect(made.body.note).toMatch(/^Imported: version 1 of "f", exported /);
  await target.app.whenIdle();
  expect(made.body.anchors).toEqual((await source.call<ScoringFunction>("GET", "/functions/f")).body.anchors);
  const [there, here] = [await scoresOf(source, "f"), await scoresOf(target, "g")];
  expect(here.size).toBe(39);
  for (const [key, score] of here) expect(score).toBe(there.get(key));
  const again = (await target.call<FunctionFile>("GET", "/functions/g/export")).body as FunctionFile;
  expect(again.anchors).toEqual(file.anchors);
});

test("a name that is taken is refused with what to do", async () => {
  await importInto(target, { file, name: "taken" });
  const refused = await importInto(target, { file, name: "taken" });
  expect(refused).toMatchObject({ status: 409, body: { code: "name-taken" } });
  expect(refused.body.detail).toContain("--name");
});

describe("another model's space", () => {
  const other = () => ({
    ...file,
    space: { name: "clip", dims: DIMS, model: "openai/clip", fingerprint: "abc123" },
  });

  test("is refused, and both are named", async () => {
    for (const space of [{}, { space: "mine" }]) {
      const refused = await importInto(target, { file: other(), name: "x", ...space });
      expect(refused).toMatchObject({ status: 422, body: { code: "other-model", fingerprint: "abc123" } });
      expect(refused.body.detail).toMatch(/openai\/clip.*abc123.*"mine" \(own vectors/);
    }
  });

  test("one with own vectors of as many dims is taken only where it is named", async () => {
    const renamed = { ...file, space: { name: "theirs", dims: DIMS, model: null, fingerprint: "external:theirs:10" } };
    expect((await importInto(target, { file: renamed, name: "y" })).body.code).toBe("other-model");
    expect((await importInto(target, { file: renamed, name: "y", space: "mine" })).status).toBe(201);
    const wider = { ...renamed, space: { ...renamed.space, dims: 11 }, anchors: [anchorOf(directionOf(3, 11))] };
    expect((await importInto(target, { file: wider, name: "z", space: "mine" })).body.code).toBe("other-model");
  });
});

const anchorOf = (vector: Iterable<number>) => ({ ...file.anchors[0], vector: base64(...vector) });
const part = (name: string) => {
  const { format: _f, formatVersion: _v, exported: _e, parts: _p, ...rest } = file;
  return { ...rest, name };
};
const combined = (name: string, parts: string[]) => ({
  ...part(name),
  kind: "combination" as const,
  space: null,
  anchors: [],
  parameters: null,
  combination: { operator: "and" as const, parts: parts.map((one) => ({ function: one, weight: 1 })) },
});
const combinedFile = (parts: string[], below: object[]) => ({
  ...file,
  ...combined("both", parts),
  parts: below,
});

describe("a combination and a probe", () => {
  beforeAll(async () => {
    const anchors = Array.from({ length: 10 }, (_, i) => ({ key: `k${i}`, sign: i % 2 ? "-" : "+" }));
    await source.call("POST", "/functions", { name: "probe", kind: "probe", space: "mine", anchors });
    const combination = { operator: "and", parts: [{ function: "f" }, { function: "probe" }] };
    await source.call("POST", "/functions", { name: "mid", kind: "combination", combination });
    const top = { operator: "or", parts: [{ function: "mid" }, { function: "f" }] };
    await source.call("POST", "/functions", { name: "top", kind: "combination", combination: top });
    await source.app.whenIdle();
  });
  const exported = async (name: string) =>
    (await source.call<FunctionFile>("GET", `/functions/${name}/export`)).body as FunctionFile;

  test("take their parts along, each once, and give the same scores elsewhere", async () => {
    const top = await exported("top");
    expect(top.parts.map(({ name }) => name)).toEqual(["f", "probe", "mid"]);
    expect(top).toMatchObject({ kind: "combination", space: null, anchors: [] });
    const made = await importInto(target, { file: top });
    expect(made).toMatchObject({ status: 201, body: { name: "top", kind: "combination", version: 1 } });
    await target.app.whenIdle();
    for (const name of ["f", "probe", "mid", "top"]) {
      const there = await scoresOf(source, name);
      const here = await scoresOf(target, name);
      expect(here.size).toBe(39);
      for (const [key, score] of here) expect(score).toBe(there.get(key));
    }
  });

  test("use a part that is here where it gives the same scores, and refuse another of its name", async () => {
    const names = async () =>
      (await target.call<ScoringFunction[]>("GET", "/functions")).body.map(({ name }) => name).sort();
    const before = await names();
    expect((await importInto(target, { file: await exported("mid"), name: "mid again" })).status).toBe(201);
    expect(await names()).toEqual([...before, "mid again"].sort());
    await target.call("PATCH", "/functions/f", { add: [{ key: "k9" }] });
    const refused = await importInto(target, { file: await exported("mid"), name: "mid 3" });
    expect(refused).toMatchObject({ status: 409, body: { code: "name-taken", name: "f" } });
    expect(refused.body.detail).toContain("Rename");
  });
});

describe("a file that cannot be", () => {
  const unit = () => [...directionOf(1, DIMS)];
  const withVector = (values: number[]) => ({ ...file, anchors: [anchorOf(unit()), anchorOf(values)] });
  const chain = () =>
    Array.from({ length: 30 }, (_, i) => (i === 29 ? part("c29") : combined(`c${i}`, [`c${i + 1}`, "c29"])));
  test.each<[string, string, () => object]>([
    ["a value that is not finite", "file.anchors[1].vector", () => withVector([Number.NaN, ...unit().slice(1)])],
    ["other dims", "file.anchors[1].vector", () => withVector([1, 0])],
    ["a length that is not 1", "file.anchors[1].vector", () => withVector(unit().map((value) => value * 2))],
    ["no positive anchor", "file.anchors", () => ({ ...file, anchors: [{ ...anchorOf(unit()), sign: "-" }] })],
    ["a similarity without parameters", "file.parameters", () => ({ ...file, parameters: null })],
    [
      "a combination with a space",
      "file.space",
      () => ({ ...combinedFile(["a", "b"], [part("a"), part("b")]), space: file.space }),
    ],
    ["a part that is missing", "file.combination.parts[1]", () => combinedFile(["a", "b"], [part("a")])],
    ["two parts of a name", "file.parts[1].name", () => combinedFile(["a", "a"], [part("a"), part("a")])],
    ["a part that nothing is made of", "file.parts[1]", () => combinedFile(["a", "a"], [part("a"), part("b")])],
    ["itself as a part", "file", () => combinedFile(["both", "a"], [part("a")])],
    [
      "parts made of each other",
      "file.parts[0]",
      () => combinedFile(["a", "b"], [combined("a", ["b", "b"]), combined("b", ["a", "a"])]),
    ],
    ["parts nested too deep", "file.parts[16]", () => combinedFile(["c0", "c1"], chain())],
    [
      "a part that is broken",
      "file.parts[1].anchors[0].vector",
      () => combinedFile(["a", "b"], [part("a"), { ...part("b"), anchors: [anchorOf([1])] }]),
    ],
    [
      "weights of other dims",
      "file.probe.weights",
      () => ({
        ...file,
        kind: "probe",
        parameters: null,
        probe: { parameters: {}, weights: base64(1, 2), bias: 0, report: REPORT },
      }),
    ],
  ])("is refused with its place: %s", async (_what, at, make) => {
    const refused = await importInto(target, { file: make(), name: "bad" });
    expect(refused).toMatchObject({ status: 400, body: { code: "bad-request", at } });
    expect(refused.body.detail).toContain(at);
  });

  test("leaves nothing behind", async () => {
    await target.app.whenIdle();
    const before = (await target.call<unknown[]>("GET", "/functions")).body;
    const broken = combinedFile(
      ["a", "b"],
      [part("a"), { ...part("b"), space: { ...part("b").space, fingerprint: "no" } }],
    );
    expect((await importInto(target, { file: broken })).body.code).toBe("other-model");
    expect((await target.call<unknown[]>("GET", "/functions")).body).toEqual(before);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["no object", () => [], /^file: this is no function: give a file that pomona function export wrote$/],
    ["another format", () => ({ images: [] }), /^file\.format: this is no function: give a file/],
    [
      "a newer format",
      () => ({ ...file, formatVersion: 2, more: 1 }),
      /^file\.formatVersion: the file is of format 2, and this version of Pomona reads 1/,
    ],
    ["a threshold above 1", () => ({ ...file, threshold: 2 }), /^file\.threshold: must be at most 1$/],
    ["an unknown field", () => ({ ...file, more: 1 }), /^file: has fields that are not known: "more"$/],
    ["no name", () => ({ ...file, name: undefined }), /^file\.name: is missing: it must be a text$/],
    [
      "an anchor without a sign",
      () => ({ ...file, anchors: [file.anchors[0], { ...file.anchors[1], sign: undefined }] }),
      /^file\.anchors\[1\]\.sign: /,
    ],
  ])("is refused by its schema in words that tell what to do: %s", async (_what, make, words) => {
    const { body } = await importInto(target, { file: make() });
    expect(body).toMatchObject({ status: 400, code: "bad-request", detail: expect.stringMatching(words) });
  });

  test.each<[string, string, object]>([
    ["neither a label nor a filter", "file.truth", { label: null, filter: null, among: null }],
    ["both", "file.truth", { label: "a", filter: "label exists", among: null }],
    ["a filter that cannot be read", "file.truth.filter", { label: null, filter: "label =", among: null }],
    ["rows that cannot be read", "file.truth.among", { label: "a", filter: null, among: "label =" }],
  ])("is refused where what is right has %s", async (_what, at, truth) => {
    const refused = await importInto(target, { file: { ...file, truth }, name: "bad" });
    expect(refused).toMatchObject({ status: 400, body: { code: "bad-request", at } });
  });
});

const REPORT = {
  positives: 1,
  negatives: 0,
  backgroundRows: 0,
  seed: 0,
  regularisation: 1,
  learned: 0,
  folds: 0,
  calibration: { method: "prior", slope: 1, intercept: 0 },
  prevalence: 0.1,
  averagePrecision: null,
  calibrationError: null,
  thresholds: [],
};
