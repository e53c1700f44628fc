import { mulberry32 } from "@pomona/compute/shuffle";
import type { ScoringFunction } from "@pomona/contract/functions";
import type { Job } from "@pomona/contract/jobs";
import type { FunctionProposals } from "@pomona/contract/proposals";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";
import { directionOf } from "../curation/workspace.fixture.ts";

const DIMS = 16;
interface Made {
  key: string;
  tags: string[];
  labels: string[];
  text: string;
  vector: number[];
}
/** Rows around the direction `centre`, `spread` wide. */
function cloud(prefix: string, count: number, made: { centre: number; spread: number } & Partial<Made>): Made[] {
  const middle = directionOf(100 + made.centre, DIMS, made.centre);
  const random = mulberry32(made.centre + (made.tags ? 10 : 20));
  return Array.from({ length: count }, (_, i) => {
    return {
      key: `${prefix}${i}`,
      tags: made.tags ?? [],
      labels: made.labels ?? ["cat"],
      text: made.text ?? `picture ${prefix} ${i}`,
      vector: Array.from(middle, (x) => x + made.spread * (random() + random() - 1)),
    };
  });
}
/** Errors in two places of their own, in one that others fill as densely, and all over. */
const rows: Made[] = [
  ...cloud("night", 30, { centre: 1, spread: 0.1, tags: ["error"], text: "dark street at night" }),
  ...cloud("sofa", 20, { centre: 2, spread: 0.1, tags: ["error"], text: "sleeping on a sofa" }),
  ...cloud("usual", 15, { centre: 3, spread: 0.1, tags: ["error"] }),
  ...cloud("filled", 150, { centre: 3, spread: 0.1 }),
  ...cloud("odd", 20, { centre: 5, spread: 1, tags: ["error"] }),
  ...cloud("other", 300, { centre: 5, spread: 1, labels: ["dog"] }),
];

let app: TestApp;
let first: FunctionProposals;
beforeAll(async () => {
  app = await openTestApp({ threads: 1 });
  await fill(app, rows);
});
afterAll(() => app.close());

async function fill({ call, app: opened }: TestApp, made: readonly Made[], dataset = "d"): Promise<void> {
  const put = made.map(({ key, tags, labels, text }) => ({ key, tags, labels, text }));
  expect((await call("POST", "/rows", { dataset, rows: put })).status).toBe(200);
  const vectors = made.map(({ key, vector }) => ({ key, vector }));
  expect((await call("POST", "/vectors", { space: "mine", vectors })).status).toBe(200);
  await opened.whenIdle();
}
async function propose(on: TestApp, body: Record<string, unknown> = {}): Promise<Job> {
  const request = { selection: { filter: 'tag = "error"' }, space: "mine", ...body };
  const started = await on.call<{ job: string }>("POST", "/functions/propose", request);
  expect(started.status).toBe(202);
  await on.app.whenIdle();
  return (await on.call<Job>("GET", `/jobs/${started.body.job}`)).body as Job;
}
const isOf = (prefix: string) => (key: string) => key.startsWith(prefix);

test("proposes what only the selection fills, with anchors on both sides, and drops what others fill as densely", async () => {
  const job = await propose(app);
  expect(job).toMatchObject({ state: "done", done: 6, total: 6 });
  first = job.result as FunctionProposals;
  const { proposals, ...rest } = first;
  expect(rest).toMatchObject({ space: "mine", rows: 85, looked: 85 });
  const { total } = (await app.call<{ total: number }>("POST", "/query", { limit: 0 })).body;
  expect(rest.highestLift).toBeCloseTo(total / 85, 6);
  expect(rest.clusters).toBe(proposals.length + rest.dropped.tooDense + rest.dropped.tooSmall);
  expect(rest.dropped.tooDense).toBeGreaterThan(0);
  const [night, sofa] = ["night", "sofa"].map((prefix) =>
    proposals.find(({ positives }) => positives.every(isOf(prefix))),
  );
  expect(proposals).toHaveLength(2);
  expect(night).toMatchObject({ rows: 30, others: 0 });
  expect(sofa).toMatchObject({ rows: 20, others: 0 });
  expect(night?.lift).toBeGreaterThan(5);
  expect(night?.positives.length).toBeGreaterThan(4);
  expect(night?.examples.every(isOf("night"))).toBe(true);
  const errors = new Set(rows.filter(({ tags }) => tags.length > 0).map(({ key }) => key));
  for (const { negatives } of proposals) {
    expect(negatives.length).toBeGreaterThan(0);
    expect(negatives.some((key) => errors.has(key))).toBe(false);
  }
  expect(night?.name).toMatch(/night|dark|street/);
  expect(sofa?.name).toMatch(/sofa|sleeping/);
});

test("one request makes the function that was proposed: it finds the same rows", async () => {
  const { proposals } = first;
  for (const { name, positives, negatives, threshold, rows: count, others } of proposals) {
    const anchors = [...positives.map((key) => ({ key })), ...negatives.map((key) => ({ key, sign: "-" }))];
    const body = { name, space: "mine", kind: "probe", anchors, threshold };
    expect((await app.call("POST", "/functions", body)).status).toBe(201);
    await app.app.whenIdle();
    const made = (await app.call<ScoringFunction>("GET", `/functions/${encodeURIComponent(name)}`)).body;
    expect(made).toMatchObject({ state: "complete", kind: "probe", aboveThreshold: count + others });
  }
  const again = (await propose(app)).result as FunctionProposals;
  const taken = proposals.map(({ name }) => name);
  expect(again.proposals.some(({ name }) => taken.includes(name))).toBe(false);
});

test("the same rows in another order make the same proposals", async () => {
  const other = await openTestApp({ threads: 1 });
  try {
    await fill(other, rows.toReversed());
    const two = (await propose(other)).result as FunctionProposals;
    const what = ({ proposals }: FunctionProposals) =>
      proposals.map(({ rows: count, others, positives, examples }) => ({ count, others, positives, examples }));
    expect(what(two)).toEqual(what(first));
  } finally {
    await other.close();
  }
});

test("what it is set against, and how large and dense proposals are, can be chosen", async () => {
  const large = (await propose(app, { smallest: 25 })).result as FunctionProposals;
  expect(large.proposals.map(({ rows: count }) => count)).toEqual([30]);
  const dense = (await propose(app, { leastLift: 1000, most: 1 })).result as FunctionProposals;
  expect(dense.proposals).toEqual([]);
  const among = (await propose(app, { among: { filter: 'label = "dog"' } })).result as FunctionProposals;
  expect(among.proposals.some(({ positives }) => positives.some(isOf("usual")))).toBe(true);
});

test("says what is missing where there is nothing to look at", async () => {
  expect(await propose(app, { selection: { filter: 'tag = "nothing"' } })).toMatchObject({
    state: "failed",
    result: { code: "empty-selection" },
  });
  expect(await propose(app, { selection: { include: ["night0", "night1"] } })).toMatchObject({
    result: { code: "no-evidence", withVector: 2 },
    error: expect.stringContaining("at least 5"),
  });
  expect(await propose(app, { selection: { filter: "" } })).toMatchObject({
    result: { code: "no-evidence", others: 0 },
  });
  const refused = { selection: { filter: "tagg = x" } };
  expect(await app.call("POST", "/functions/propose", refused)).toMatchObject({ status: 400 });
  const elsewhere = { selection: { filter: "" }, space: "gone" };
  expect(await app.call("POST", "/functions/propose", elsewhere)).toMatchObject({ status: 404 });
});

test("no group is named by the dataset that the whole selection is of", async () => {
  const own = await openTestApp({ threads: 1 });
  try {
    const plain = rows.map((row) => ({ ...row, tags: [], labels: [], text: "a picture" }));
    await fill(own, plain.slice(0, 85), "errors");
    await fill(own, plain.slice(85), "others");
    const job = await propose(own, { selection: { filter: 'dataset = "errors"' } });
    const { proposals } = job.result as FunctionProposals;
    expect(proposals.length).toBeGreaterThan(0);
    for (const { name } of proposals) expect(name).not.toContain("errors");
  } finally {
    await own.close();
  }
});
