import type { Evaluation } from "@pomona/contract/evaluations";
import type { FunctionVersionView } from "@pomona/contract/function-versions";
import type { Job } from "@pomona/contract/jobs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
  await fill();
});
afterAll(() => app.close());

interface Made {
  key: string;
  dataset: string;
  labels: string[];
  vector: number[];
  text: string;
}

/** Cats along x, dogs along y, the more doubtful the higher their number; every tenth has no label, every seventh is mislabelled. */
const rows: Made[] = Array.from({ length: 70 }, (_, i) => {
  const isCat = i % 2 === 0;
  const angle = (isCat ? 0 : Math.PI / 2) + (isCat ? 1 : -1) * (i / 70) * 0.7;
  const isMislabelled = i % 7 === 3;
  return {
    key: `${i % 3 === 0 ? "a" : "b"}/${i}`,
    dataset: i % 3 === 0 ? "a" : "b",
    labels: i % 10 === 9 ? [] : [isCat === isMislabelled ? "dog" : "cat"],
    vector: [Math.cos(angle), Math.sin(angle), 0],
    text: `animal ${i === 1 ? 0 : i}`,
  };
});

const WITHOUT_VECTOR = "b/2";

async function fill(): Promise<void> {
  for (const dataset of ["a", "b"]) {
    const own = rows.filter((row) => row.dataset === dataset);
    await app.call("POST", "/rows", { dataset, rows: own.map(({ key, labels, text }) => ({ key, labels, text })) });
  }
  const vectors = rows.flatMap(({ key, vector }) => (key === WITHOUT_VECTOR ? [] : [{ key, vector }]));
  await app.call("POST", "/vectors", { space: "mine", vectors });
  await app.app.whenIdle();
}

async function create(name: string, more: Record<string, unknown> = {}): Promise<void> {
  const anchors = [{ key: "a/0" }];
  const made = await app.call("POST", "/functions", { name, space: "mine", anchors, threshold: 0.8, ...more });
  expect(made.status).toBe(201);
  await app.app.whenIdle();
}
async function evaluate(name: string, body: Record<string, unknown>): Promise<Job> {
  const started = await app.call<{ job: string }>("POST", `/functions/${name}/evaluations`, body);
  expect(started.status).toBe(202);
  await app.app.whenIdle();
  return (await app.call<Job>("GET", `/jobs/${started.body.job}`)).body as Job;
}
const evaluations = async (name: string, query = ""): Promise<Evaluation[]> =>
  (await app.call<Evaluation[]>("GET", `/functions/${name}/evaluations${query}`)).body as Evaluation[];

/** Likeness to a direction, as a function of one anchor scores it. */
const scoreOf = ({ vector }: Made, [x = 1, y = 0]: number[] = []): number =>
  (1 + (vector[0] as number) * x + (vector[1] as number) * y) / 2;

test("counts rows with any label but the anchors and copies of them, and tells confusion and average precision", async () => {
  await create("counted");
  const job = await evaluate("counted", { truth: { label: "cat" } });
  expect(job).toMatchObject({ state: "done", done: 1, total: 1 });
  const [found] = await evaluations("counted");
  // a/0 is the anchor, b/1 has the same text.
  const counted = rows.filter(({ labels, key }, i) => labels.length > 0 && i > 1 && key !== WITHOUT_VECTOR);
  const isRight = ({ labels }: Made) => labels.includes("cat");
  const hits = counted.filter((row) => scoreOf(row) >= 0.8);
  const right = counted.filter(isRight);
  const both = hits.filter(isRight).length;
  expect(found).toMatchObject({
    id: (job.result as { evaluations: number[] }).evaluations[0],
    version: 1,
    truth: { label: "cat", filter: null, among: null },
    threshold: 0.8,
    rows: counted.length,
    anchorsLeftOut: 2,
    unscored: 1,
    by: "owner",
    figures: {
      truePositives: both,
      falsePositives: hits.length - both,
      falseNegatives: right.length - both,
      trueNegatives: counted.length - hits.length - right.length + both,
      precision: { value: both / hits.length },
      recall: { value: both / right.length },
    },
  });
  const ranked = counted.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  const precisions = ranked.flatMap((row, i) =>
    isRight(row) ? [ranked.slice(0, i + 1).filter(isRight).length / (i + 1)] : [],
  );
  const mean = precisions.reduce((sum, precision) => sum + precision, 0) / right.length;
  expect(found?.figures.averagePrecision).toBeCloseTo(mean, 6);
  expect(found?.falsePositives.map(({ key }) => key)).toEqual(
    ranked.filter((row) => !isRight(row) && scoreOf(row) >= 0.8).map(({ key }) => key),
  );
  expect(found?.falseNegatives.map(({ key }) => key)).toEqual(
    ranked
      .filter((row) => isRight(row) && scoreOf(row) < 0.8)
      .map(({ key }) => key)
      .reverse(),
  );
});

test("figures by dataset add up to those of all", async () => {
  await create("by-dataset");
  await evaluate("by-dataset", { truth: { label: "cat" } });
  const [found] = await evaluations("by-dataset");
  expect(found?.datasets.map(({ dataset }) => dataset)).toEqual(["a", "b"]);
  for (const cell of ["truePositives", "falsePositives", "falseNegatives", "trueNegatives"] as const) {
    const sum = found?.datasets.reduce((total, figures) => total + figures[cell], 0);
    expect(sum).toBe(found?.figures[cell]);
  }
});

test("versions are measured on the same rows, those that do not serve by a scan, each at its own threshold", async () => {
  await create("versions");
  await app.call("PATCH", "/functions/versions", { add: [{ key: "b/34" }], threshold: 0.9 });
  await app.app.whenIdle();
  const job = await evaluate("versions", { versions: [1, 2], truth: { label: "cat" } });
  const [second, first] = await evaluations("versions");
  expect([first?.version, second?.version]).toEqual([1, 2]);
  expect([first?.threshold, second?.threshold]).toEqual([0.8, 0.9]);
  expect(second?.rowsId).toBe(first?.rowsId);
  // Anchors of either, a copy of one; a row without a vector.
  expect([first, second]).toMatchObject(Array(2).fill({ anchorsLeftOut: 3, unscored: 1, rows: 63 - 3 - 1 }));
  expect(second?.figures.averagePrecision).not.toBe(first?.figures.averagePrecision);
  expect((job.result as { evaluations: number[] }).evaluations).toEqual([first?.id, second?.id]);
  expect((await evaluations("versions", "?version=1")).map(({ version }) => version)).toEqual([1]);

  await evaluate("versions", { versions: [1], truth: { label: "cat" }, includeAnchors: true });
  const [alone] = await evaluations("versions");
  expect(alone).toMatchObject({ anchorsLeftOut: 0, rows: 62 });
  expect(alone?.rowsId).not.toBe(first?.rowsId);
});

test("a filter as truth counts all rows with a score, or those it is told to", async () => {
  await create("filtered");
  await evaluate("filtered", { truth: { filter: 'label = "cat"' }, includeAnchors: true, threshold: 0.5 });
  expect((await evaluations("filtered"))[0]).toMatchObject({ rows: 69, unscored: 0, threshold: 0.5 });
  await evaluate("filtered", {
    truth: { filter: { field: "label", op: "=", value: "cat" }, among: 'dataset = "a"' },
    includeAnchors: true,
  });
  expect((await evaluations("filtered"))[0]).toMatchObject({
    rows: rows.filter(({ dataset }) => dataset === "a").length,
    truth: { label: null, filter: 'label = "cat"', among: 'dataset = "a"' },
    datasets: [{ dataset: "a" }],
  });
});

test("a version that takes over is evaluated once where the function is linked to a truth", async () => {
  await create("linked", { truth: { label: "cat" } });
  expect((await evaluations("linked")).map(({ version, by }) => [version, by])).toEqual([[1, null]]);
  await app.call("PATCH", "/functions/linked", { threshold: 0.7 });
  await app.call("POST", "/vectors", { space: "mine", vectors: [{ key: "b/4", vector: [1, 0.2, 0] }] });
  await app.reopen();
  await app.app.whenIdle();
  expect(await evaluations("linked")).toHaveLength(1);
  await app.call("PATCH", "/functions/linked", { add: [{ key: "b/34" }] });
  await app.app.whenIdle();
  expect((await evaluations("linked")).map(({ version }) => version)).toEqual([2, 1]);
  await app.call("DELETE", "/functions/linked");
  await create("linked");
  expect(await evaluations("linked")).toEqual([]);
});

test("a combination that is rolled back is evaluated, as it serves at once", async () => {
  await create("part");
  const combination = { operator: "not", parts: [{ function: "part" }] };
  const made = { name: "rolled", kind: "combination", combination, truth: { label: "dog" } };
  expect((await app.call("POST", "/functions", made)).status).toBe(201);
  await app.call("PATCH", "/functions/rolled", { combination: { ...combination, parts: [{ function: "linked" }] } });
  await app.call("POST", "/functions/rolled/rollback", { version: 1 });
  await app.app.whenIdle();
  expect((await evaluations("rolled")).map(({ version }) => version)).toEqual([3, 2, 1]);
});

test("a combination is evaluated anew when a part of it has another version, and says which versions it was made of", async () => {
  await create("inner");
  const not = (part: string) => ({ operator: "not", parts: [{ function: part }] });
  const truth = { label: "dog" };
  await app.call("POST", "/functions", { name: "middle", kind: "combination", combination: not("inner") });
  await app.call("POST", "/functions", { name: "outer", kind: "combination", combination: not("middle"), truth });
  await app.app.whenIdle();
  const parts = (inner: number) => [
    { function: "middle", version: 1 },
    { function: "inner", version: inner },
  ];
  expect(await evaluations("outer")).toMatchObject([{ version: 1, parts: parts(1) }]);
  const versions = async () =>
    (await app.call<FunctionVersionView[]>("GET", "/functions/outer/versions")).body.map(({ evaluated }) => evaluated);
  expect(await versions()).toMatchObject([{ isOutdated: false }]);
  await app.call("PATCH", "/functions/inner", { name: "core", threshold: 0.7 });
  await app.app.whenIdle();
  expect(await evaluations("outer")).toMatchObject([{ parts: [{}, { function: "core", version: 1 }] }]);
  await app.call("PATCH", "/functions/outer", { truth: null });
  await app.call("PATCH", "/functions/core", { add: [{ key: "b/34" }] });
  await app.app.whenIdle();
  expect(await versions()).toMatchObject([{ isOutdated: true }]);
  await app.call("PATCH", "/functions/outer", { truth });
  await app.call("PATCH", "/functions/core", { name: "inner", add: [{ key: "b/46" }] });
  await app.app.whenIdle();
  expect(await evaluations("outer")).toMatchObject([{ parts: parts(3) }, { parts: parts(1) }]);
  expect(await versions()).toMatchObject([{ isOutdated: false }]);
});

test("a link to a label that was renamed is told with how to mend it", async () => {
  await create("renamed", { truth: { label: "gone" } });
  const { body } = await app.call("POST", "/functions/renamed/evaluations", {});
  expect(body).toMatchObject({ code: "no-evidence", label: "gone" });
  expect(body.detail).toContain('pomona function eval "renamed" --label LABEL --set-truth');
  const asked = await app.call("POST", "/functions/renamed/evaluations", { truth: { label: "gone" } });
  expect(asked.body.detail).not.toContain("--set-truth");
});

test("a label that no row has is refused with those that are written most alike", async () => {
  await create("labels");
  expect(await app.call("POST", "/functions/labels/evaluations", { truth: { label: "cats" } })).toMatchObject({
    status: 422,
    body: { code: "no-evidence", closest: ["cat"], detail: expect.stringContaining('Did you mean "cat"?') },
  });
  expect(await app.call("POST", "/functions/labels/evaluations", { truth: { label: "zebra" } })).toMatchObject({
    body: { closest: ["cat", "dog"] },
  });
});

test("without a truth, with a bad filter or an unknown version nothing is started", async () => {
  await create("refused");
  const refused = (body: unknown) => app.call("POST", "/functions/refused/evaluations", body);
  expect(await refused({})).toMatchObject({ status: 422, body: { code: "no-evidence" } });
  expect(await refused({ truth: { filter: "labl = cat" } })).toMatchObject({
    status: 400,
    body: { code: "bad-filter" },
  });
  expect(await refused({ truth: { label: "cat" }, versions: [4] })).toMatchObject({
    status: 404,
    body: { code: "version-not-found" },
  });
});

test("rows of one kind only tell nothing: the job says how many there are, and what to do", async () => {
  await create("one-kind");
  const noNegatives = await evaluate("one-kind", { truth: { filter: "label exists", among: "label exists" } });
  expect(noNegatives).toMatchObject({
    state: "failed",
    result: { code: "no-evidence", rows: 60, positives: 60, negatives: 0, anchorsLeftOut: 2 },
    error: expect.stringContaining("among"),
  });
  const noPositives = await evaluate("one-kind", { truth: { label: "cat", among: 'label = "dog"' } });
  expect(noPositives).toMatchObject({ state: "failed", result: { code: "no-evidence", positives: 0 } });
  const none = await evaluate("one-kind", { truth: { label: "cat", among: "width > 5" } });
  expect(none).toMatchObject({ state: "failed", result: { rows: 0 }, error: expect.stringContaining("No row counts") });
  await app.call("POST", "/functions", {
    name: "all",
    space: "mine",
    anchors: rows.flatMap(({ key }) => (key === WITHOUT_VECTOR ? [] : [{ key }])),
  });
  await app.app.whenIdle();
  const anchors = await evaluate("all", { truth: { filter: "label exists" } });
  expect(anchors).toMatchObject({ result: { rows: 0 }, error: expect.stringContaining("includeAnchors over HTTP") });
  expect(await evaluations("one-kind")).toEqual([]);
});

// Adds rows: last.
test("where the rows with the label have no score, more labels are not advised, but scored rows with labels", async () => {
  await app.call("POST", "/rows", {
    dataset: "c",
    rows: ["c/1", "c/2"].map((key) => ({ key, labels: ["bird"], text: key })),
  });
  await create("unscored");
  const others = await evaluate("unscored", { truth: { label: "bird" } });
  expect(others).toMatchObject({ state: "failed", result: { code: "no-evidence", positives: 0 } });
  expect(others.error).toContain("of those that it is true of, all 2 have no score");
  const none = await evaluate("unscored", { truth: { label: "bird", among: "dataset = c" } });
  expect(none).toMatchObject({ state: "failed", result: { rows: 0, unscored: 2 } });
  expect(none.error).toContain("No row that would count has a score");
  for (const { error } of [others, none]) {
    expect(error).toContain("Label rows that have a score");
    expect(error).not.toMatch(/Label more|count the anchors/);
  }
});
