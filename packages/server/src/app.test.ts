import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScoringFunction } from "@pomona/contract/functions";
import type { ImportReport } from "@pomona/contract/imports";
import type { Job } from "@pomona/contract/jobs";
import type { QueryResponse } from "@pomona/contract/rows";
import type { SimilarResponse } from "@pomona/contract/search";
import type { Space } from "@pomona/contract/spaces";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApp, type TestApp, writeShape } from "./app.fixture.ts";

let test_: TestApp;
const call: TestApp["call"] = (...args) => test_.call(...args);

async function importFolder(path: string, dataset: string, more: Record<string, unknown> = {}): Promise<ImportReport> {
  const started = await call<{ job: string }>("POST", "/imports", { path, dataset, ...more });
  expect(started.status).toBe(202);
  await test_.app.whenIdle();
  const { body } = await call<Job>("GET", `/jobs/${started.body.job}`);
  expect(body.error).toBeNull();
  return body.result as ImportReport;
}

beforeAll(async () => {
  test_ = await openTestApp();
  for (let i = 0; i < 12; i++) {
    await writeShape(join(test_.sources, "shop/red", `${i}.png`), "#c01818", i);
    await writeShape(join(test_.sources, "shop/blue", `${i}.png`), "#1830c0", i + 20);
    await writeShape(join(test_.sources, "arrivals", `${i}.png`), i % 2 ? "#c22020" : "#2038bb", i + 40);
  }
  await writeFile(join(test_.sources, "shop", "broken.png"), "not a picture");
  await mkdir(join(test_.sources, "mails"));
  const mails = Array.from({ length: 30 }, (_, i) =>
    JSON.stringify({
      id: `m${i}`,
      text: i % 2 ? `Your invoice number ${i} is overdue` : `Shall we have lunch on day ${i}?`,
      amount: i,
      kind: i % 2 ? "bill" : "chat",
    }),
  );
  await writeFile(join(test_.sources, "mails", "mails.ndjson"), mails.join("\n"));
});
afterAll(() => test_.close());

describe("the main job", () => {
  test("a folder of images becomes rows with labels; a bad file is named and the rest goes in", async () => {
    const report = await importFolder(join(test_.sources, "shop"), "shop", { labelFrom: "folder" });
    expect(report).toMatchObject({ dataset: "shop", imported: 24, replaced: 0, unchanged: 0, failedCount: 1 });
    expect(report.failed[0]).toMatchObject({ item: "broken.png" });
    const { body } = await call<QueryResponse>("POST", "/query", { facets: ["label"], limit: 3 });
    expect(body.total).toBe(24);
    expect(body.facets.label).toEqual([
      { value: "blue", count: 12 },
      { value: "red", count: 12 },
    ]);
    expect(body.rows[0]).toMatchObject({
      dataset: "shop",
      mediaType: "image",
      embeddings: { cn3: "ready" },
      width: 120,
      height: 100,
    });
  });

  test("a thumbnail may be kept for good under the hash of its content, and is not sent twice", async () => {
    const { body } = await call<QueryResponse>("POST", "/query", { limit: 1 });
    const { key = "", contentHash } = body.rows[0] ?? {};
    const get = (hash: string, headers: Record<string, string> = {}) =>
      test_.app.fetch(
        new Request(`http://127.0.0.1/api/v1/row/thumbnail?key=${encodeURIComponent(key)}&size=160${hash}`, {
          headers,
        }),
        { owner: true },
      );
    const kept = await get(`&hash=${contentHash?.slice(0, 12)}`);
    expect(kept.headers.get("content-type")).toBe("image/webp");
    expect(kept.headers.get("cache-control")).toContain("immutable");
    for (const hash of ["", "&hash=0123456789ab", `&hash=${contentHash?.slice(0, 3)}`])
      expect((await get(hash)).headers.get("cache-control")).toBe("private, no-cache");
    const again = await get("", { "if-none-match": `W/"x", ${kept.headers.get("etag")}` });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("importing again changes nothing", async () => {
    const report = await importFolder(join(test_.sources, "shop"), "shop", { labelFrom: "folder" });
    expect(report).toMatchObject({ imported: 0, replaced: 0, unchanged: 24 });
  });

  test("similar images come first, without the anchor unless asked for", async () => {
    const { body } = await call<SimilarResponse>("POST", "/similar", {
      anchors: [{ key: "shop/red/3.png" }],
      limit: 5,
    });
    expect(body).toMatchObject({ space: "cn3", total: 23 });
    expect(body.results.every((result) => result.key.startsWith("shop/red/"))).toBe(true);
    const own = await call<SimilarResponse>("POST", "/similar", {
      anchors: [{ key: "shop/red/3.png" }],
      limit: 1,
      includeAnchors: true,
    });
    expect(own.body.results[0]?.key).toBe("shop/red/3.png");
    expect(own.body.results[0]?.score).toBeCloseTo(1, 6);
  });

  test("a function scores the rows there are and each row that arrives", async () => {
    const made = await call<ScoringFunction>("POST", "/functions", {
      name: "red ones",
      anchors: [{ key: "shop/red/1.png" }, { key: "shop/red/2.png" }, { key: "shop/blue/1.png", sign: "-" }],
      threshold: 0.7,
    });
    expect(made.status).toBe(201);
    await test_.app.whenIdle();
    expect((await call<ScoringFunction>("GET", "/functions/red%20ones")).body).toMatchObject({
      state: "complete",
      scored: 24,
      total: 24,
      version: 1,
    });
    await importFolder(join(test_.sources, "arrivals"), "arrivals");
    const after = await call<ScoringFunction>("GET", "/functions/red%20ones");
    expect(after.body).toMatchObject({ state: "complete", scored: 36, total: 36 });
    const { body } = await call<QueryResponse>("POST", "/query", {
      filter: 'function("red ones") >= 0.7 and dataset = "arrivals" and not label exists',
    });
    expect(body.rows.map((row) => row.key).sort()).toEqual([1, 11, 3, 5, 7, 9].map((i) => `arrivals/${i}.png`));
    expect(body.rows.every((row) => (row.scores["red ones"] ?? 0) >= 0.7)).toBe(true);
  });

  test("filters answer alike before and after a restart", async () => {
    const query = {
      filter: 'function("red ones") between 0.4 and 0.8',
      sort: { function: "red ones" },
      facets: ["dataset", "label"],
      limit: 100,
    };
    const before = await call<QueryResponse>("POST", "/query", query);
    expect(before.body.total).toBeGreaterThan(0);
    await test_.reopen();
    expect((await call<QueryResponse>("POST", "/query", query)).body).toEqual(before.body);
  });

  test("an edited function serves its old scores until the new version is complete", async () => {
    const edited = await call<ScoringFunction>("PATCH", "/functions/red%20ones", {
      add: [{ key: "arrivals/1.png" }],
      name: "reds",
    });
    expect(edited.body).toMatchObject({ name: "reds", version: 2 });
    await test_.app.whenIdle();
    const after = await call<ScoringFunction>("GET", "/functions/reds");
    expect(after.body).toMatchObject({ version: 2, servedVersion: 2, state: "complete", scored: 36 });
    expect(after.body.anchors).toHaveLength(4);
  });

  test("texts are embedded in their own space and searched by a text", async () => {
    const report = await importFolder(join(test_.sources, "mails", "mails.ndjson"), "mails");
    expect(report).toMatchObject({ imported: 30, failedCount: 0 });
    const spaces = await call<Space[]>("GET", "/spaces");
    expect(spaces.body.map((space) => [space.name, space.count])).toEqual([
      ["cn3", 36],
      ["use-en", 30],
    ]);
    const { body } = await call<SimilarResponse>("POST", "/similar", {
      anchors: [{ text: "an unpaid bill" }],
      limit: 10,
    });
    const rows = await call<QueryResponse>("POST", "/query", {
      filter: { field: "metadata.kind", op: "=", value: "bill" },
      limit: 100,
    });
    const bills = new Set(rows.body.rows.map((row) => row.key));
    expect(body.results.filter((result) => bills.has(result.key)).length).toBe(10);
  });

  test("a batch takes rows in rank order and leaves out what its project has", async () => {
    const request = {
      project: "fruit",
      selection: { filter: 'dataset = "arrivals"' },
      sort: { function: "reds" },
      limit: 4,
    };
    const first = await call<{ rows: number; alreadyInProject: number }>("POST", "/batches", {
      name: "one",
      ...request,
    });
    expect(first.body).toMatchObject({ rows: 4, alreadyInProject: 0, matched: 12 });
    const second = await call<{ rows: number; alreadyInProject: number }>("POST", "/batches", {
      name: "two",
      ...request,
      limit: 100,
    });
    expect(second.body).toMatchObject({ rows: 8, alreadyInProject: 4 });
    const keys = await call<{ rows: { key: string }[] }>("GET", "/projects/fruit/batches/one/rows");
    expect(keys.body.rows.every((row) => /arrivals\/(1|3|5|7|9|11)\.png/.test(row.key))).toBe(true);
    const rest = await call<QueryResponse>("POST", "/query", {
      filter: 'dataset = "arrivals" and not project("fruit")',
    });
    expect(rest.body.total).toBe(0);
  });

  test("deleted rows are gone from queries, searches, functions and batches", async () => {
    const selection = { filter: 'dataset = "arrivals"' };
    expect((await call("POST", "/rows/delete", { selection, expect: 11 })).status).toBe(409);
    expect((await call<{ deleted: number }>("POST", "/rows/delete", { selection, expect: 12 })).body.deleted).toBe(12);
    const { body } = await call<SimilarResponse>("POST", "/similar", {
      anchors: [{ key: "shop/red/1.png" }],
      limit: 100,
    });
    expect(body.results.some((result) => result.key.startsWith("arrivals/"))).toBe(false);
    expect((await call<ScoringFunction>("GET", "/functions/reds")).body).toMatchObject({ scored: 24, total: 24 });
    expect((await call<{ rows: number }[]>("GET", "/batches")).body.map((batch) => batch.rows)).toEqual([0, 0]);
  });
});

describe("a query ranked by likeness", () => {
  test("pages through the ranking that a search gives, in the space it would suggest", async () => {
    const anchors = [{ key: "shop/red/1.png" }];
    const search = { anchors, limit: 24, includeAnchors: true, filter: 'dataset = "shop"' };
    const { body: found } = await call<SimilarResponse>("POST", "/similar", search);
    const request = { filter: 'dataset = "shop"', sort: { similarity: { anchors } }, limit: 10 };
    const rows: QueryResponse["rows"] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page: QueryResponse = (await call<QueryResponse>("POST", "/query", after ? { ...request, after } : request))
        .body;
      rows.push(...page.rows);
      after = page.next;
    }
    expect(rows.map((row) => row.key)).toEqual(found.results.map((result) => result.key));
    expect(rows.map((row) => row.rank)).toEqual(found.results.map((result) => result.score));
  });
});

describe("errors", () => {
  test("name what is missing", async () => {
    expect((await call("GET", "/functions/nope")).body).toMatchObject({ status: 404, code: "function-not-found" });
    expect((await call("POST", "/similar", { anchors: [{ key: "nope" }] })).body).toMatchObject({
      code: "row-not-found",
    });
    expect(
      (await call("POST", "/similar", { anchors: [{ key: "shop/red/1.png", sign: "-" }], space: "cn3" })).body,
    ).toMatchObject({ code: "no-positive-anchor" });
  });

  test("say what needs a space that is to be deleted, and the option that takes it along", async () => {
    const { body } = await call("DELETE", "/spaces/cn3");
    expect(body).toMatchObject({ code: "in-use", needing: expect.arrayContaining(['function "reds"']) });
    expect(body.detail).toContain("--force");
  });

  test("point at the column of a filter", async () => {
    const { body } = await call("POST", "/query", { filter: 'dataset = "a" und label exists' });
    expect(body).toMatchObject({ code: "bad-filter", column: 15 });
  });

  test.each([
    ["vector (1, 2)", 'similarity(space "cn3", like "shop/red/1.png", vector (1, 2)) >= 0.5', "space-dims-mismatch"],
    ['text "x"', 'label exists and similarity(space "cn3", text "x") >= 0.9', "anchor-unusable"],
    [
      'similarity(space "cn3", unlike "k") >= 0.5',
      'not similarity(space "cn3", unlike "k") >= 0.5',
      "no-positive-anchor",
    ],
    ['like "nope"', 'similarity(space "cn3", like "nope") >= 0.5', "row-not-found"],
  ])("point at the anchor of a filter that cannot be used: %s", async (part, filter, code) => {
    const { body } = await call("POST", "/query", { filter });
    expect(body).toMatchObject({ code, column: filter.indexOf(part) + 1, length: part.length });
    expect(body.detail).toContain(`Column ${body.column}: `);
  });

  test("name the node of a bad tree, in a selection too, before other faults of the request", async () => {
    const filter = { and: [{ not: { field: "label", op: "exists", foo: 1 } }] };
    const refusal = {
      status: 400,
      code: "bad-filter",
      detail: 'filter.and[0].not: unknown field "foo"; allowed: field, op, value.',
      path: ["and", 0, "not", "foo"],
    };
    expect((await call("POST", "/query", { filter, limit: -1 })).body).toMatchObject(refusal);
    expect((await call("POST", "/rows/delete", { selection: { filter }, expect: 1 })).body).toMatchObject(refusal);
    expect((await call("POST", "/query", { filter: 7 })).body).toMatchObject({ code: "bad-filter" });
  });

  test("of the filter of a new space are told before the space is made", async () => {
    const space = { name: "fitted", kind: "derived", from: "cn3", dims: 2, filter: "width > wide" };
    expect((await call("POST", "/spaces", space)).body).toMatchObject({ code: "bad-filter", column: 9, length: 4 });
    const model = { name: "fitted", kind: "model", model: "builtin/cn3", filter: { project: "nope" } };
    expect((await call("POST", "/spaces", model)).body).toMatchObject({ code: "project-not-found", path: ["project"] });
    const names = (await call<{ name: string }[]>("GET", "/spaces")).body.map((one) => one.name);
    expect(names).toContain("cn3");
    expect(names).not.toContain("fitted");
  });

  test("leave other faults of a request with a good filter as they are", async () => {
    expect((await call("POST", "/query", { filter: { project: "p" }, limit: -1 })).body).toMatchObject({
      code: "bad-request",
      detail: expect.stringMatching(/^limit: /),
    });
    expect((await call("POST", "/rows/delete", { selection: null, expect: 1 })).body).toMatchObject({
      code: "bad-request",
    });
  });

  test("keep imports inside the granted folders", async () => {
    expect((await call("POST", "/imports", { path: "/etc", dataset: "x" })).body).toMatchObject({
      code: "outside-roots",
    });
  });

  test("refuse a body that is not what the route takes", async () => {
    expect((await call("POST", "/query", { limit: -1 })).body).toMatchObject({ code: "bad-request" });
    expect((await call("POST", "/query", { nonsense: true })).body).toMatchObject({ code: "bad-request" });
  });
});

describe("own vectors", () => {
  const vectors = (space: string, entries: [string, number[]][]) =>
    call<{ imported: number; replaced: number; failedCount: number; failed: { item: string; code: string }[] }>(
      "POST",
      "/vectors",
      {
        space,
        vectors: entries.map(([key, vector]) => ({ key, vector })),
      },
    );

  test("are what a space of them without any asks for", async () => {
    await call("POST", "/spaces", { kind: "external", name: "bare", dims: 2 });
    const search = (anchor: object) => call("POST", "/similar", { space: "bare", anchors: [anchor] });
    const cure = expect.stringMatching(/import/i);
    expect((await search({ vector: [1, 0] })).body).toMatchObject({ code: "space-empty", detail: cure });
    expect((await search({ key: "shop/red/1.png" })).body).toMatchObject({ code: "anchor-unusable", detail: cure });
    await call("DELETE", "/spaces/bare");
  });

  test("are normalised, searched, scored and replaced; bad ones are named", async () => {
    const [first, second, third] = ["shop/red/1.png", "shop/red/2.png", "shop/blue/1.png"] as const;
    const stored = await vectors("mine", [
      [first, [3, 0]],
      [second, [1, 1]],
      [third, [0, 0]],
      ["nobody", [1, 2]],
    ]);
    expect(stored.body).toMatchObject({ imported: 2, replaced: 0, failedCount: 2 });
    expect(stored.body.failed.map((failure) => [failure.item, failure.code])).toEqual([
      [third, "zero-vector"],
      ["nobody", "unknown-key"],
    ]);
    await call("POST", "/functions", { name: "east", space: "mine", anchors: [{ vector: [2, 0] }] });
    await test_.app.whenIdle();
    expect(
      (
        await vectors("mine", [
          [first, [0, 5]],
          [third, [1, 0]],
        ])
      ).body,
    ).toMatchObject({ imported: 1, replaced: 1 });
    const { body } = await call<QueryResponse>("POST", "/query", {
      filter: 'function("east") exists',
      sort: { function: "east" },
    });
    const scores = body.rows.map((row) => [row.key, row.scores.east]);
    expect(scores.map(([key]) => key)).toEqual([third, second, first]);
    [1, (1 + Math.SQRT1_2) / 2, 0.5].forEach((score, index) => {
      expect(scores[index]?.[1]).toBeCloseTo(score, 6);
    });
  });

  test("of other dims are refused, and a space that none could enter is not left behind", async () => {
    expect((await vectors("mine", [["shop/red/1.png", [1, 2, 3]]])).body).toMatchObject({
      code: "space-dims-mismatch",
    });
    expect((await vectors("nothing", [["nobody", [1, 2]]])).body).toMatchObject({ imported: 0, failedCount: 1 });
    const spaces = await call<Space[]>("GET", "/spaces");
    expect(spaces.body.some((space) => space.name === "nothing")).toBe(false);
  });

  test("parallel first writes make one space and lose nothing", async () => {
    const first = ["shop/red/1.png", "shop/red/2.png", "shop/red/3.png", "shop/red/4.png"];
    const answers = await Promise.all(first.map((key, index) => vectors("raced", [[key, [1, index]]])));
    expect(answers.map((answer) => answer.body.imported)).toEqual([1, 1, 1, 1]);
    const { body } = await call<Space>("GET", "/spaces/raced");
    expect(body.count).toBe(4);
  });
});

describe("editing functions", () => {
  test("anchors that cancel each other out are refused, and the space goes on taking vectors", async () => {
    const put = (key: string, vector: number[]) =>
      call("POST", "/vectors", { space: "axis", vectors: [{ key, vector }] });
    await put("shop/red/1.png", [1, 0]);
    const anchors = [{ vector: [1, 0] }, { vector: [-1, 0] }];
    expect((await call("POST", "/functions", { name: "both ways", space: "axis", anchors })).status).toBe(201);
    const edited = await call("PATCH", "/functions/both%20ways", { parameters: { combine: "centroid" } });
    expect(edited.body).toMatchObject({ code: "anchor-unusable" });
    expect((await put("shop/red/2.png", [0, 1])).status).toBe(200);
  });

  test("parameters that are not named stay as they are", async () => {
    const body = {
      name: "tuned",
      space: "axis",
      anchors: [{ vector: [1, 0] }],
      parameters: { combine: "nearest", negativeWeight: 2 },
    };
    await call("POST", "/functions", body);
    const edited = await call<ScoringFunction>("PATCH", "/functions/tuned", { parameters: { combine: "centroid" } });
    expect(edited.body.parameters).toEqual({ combine: "centroid", negativeWeight: 2 });
  });

  test("parallel edits each keep their anchor", async () => {
    await call("POST", "/functions", { name: "grown", space: "axis", anchors: [{ vector: [1, 0] }] });
    const edits = [1, 2, 3, 4].map((y) => call("PATCH", "/functions/grown", { add: [{ vector: [1, y] }] }));
    for (const { status } of await Promise.all(edits)) expect(status).toBe(200);
    await test_.app.whenIdle();
    const { body } = await call<ScoringFunction>("GET", "/functions/grown");
    expect(body).toMatchObject({ version: 5, servedVersion: 5, state: "complete", scored: 2, total: 2 });
    expect(body.anchors).toHaveLength(5);
  });

  test("a function can be looked at all the time while it is scored anew", async () => {
    let isOver = false;
    const polls = (async () => {
      const statuses = new Set<number>();
      while (!isOver) statuses.add((await call("GET", "/functions")).status);
      return statuses;
    })();
    for (let i = 0; i < 8; i++) {
      await call("POST", "/functions/grown/rescore");
      await test_.app.whenIdle();
    }
    isOver = true;
    expect([...(await polls)]).toEqual([200]);
  });
});
