import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";

/** More than the database has connections to read on. */
const AT_ONCE = 12;

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
  const rows = Array.from({ length: AT_ONCE }, (_, i) => ({ key: `r${i}`, text: `text ${i}`, metadata: { price: i } }));
  await app.call("POST", "/rows", { dataset: "shop", rows });
  await app.app.whenIdle();
  await app.call("POST", "/functions", { name: "f", anchors: [{ key: "r0" }] });
  await app.app.whenIdle();
});
afterAll(() => app.close());

const similarity = (i: number) => ({ space: "use-en", anchors: [{ key: `r${i}` }], combine: "nearest" });
const isLike = (i: number) => ({ similarity: similarity(i), op: ">=", value: 0.1 });

// A request that waits for a connection while it holds one would wait for ever beside others like it.
test.each<[string, (i: number) => [method: string, path: string, body?: unknown]]>([
  ["searches", (i) => ["POST", "/similar", { anchors: [{ key: `r${i}` }], filter: "metadata.price >= 0" }]],
  ["first pages of a search", (i) => ["POST", "/query", { sort: { similarity: similarity(i) }, limit: 5 }]],
  ["whole results of a search", (i) => ["POST", "/query", { sort: { similarity: similarity(i) }, limit: 100 }]],
  [
    "pages under a likeness",
    (i) => ["POST", "/query", { filter: isLike(i), facets: ["label"], sort: { function: "f" } }],
  ],
  ["positions", (i) => ["POST", "/query/position", { key: `r${i}`, sort: { similarity: similarity(i) } }]],
  ["facets", (i) => ["POST", "/facets", { filter: isLike(i), fields: ["label"], totals: true }]],
  ["histograms", (i) => ["POST", "/histogram", { of: { similarity: similarity(i) }, filter: isLike(i) }]],
  [
    "ranges",
    (i) => {
      const range = { sort: { similarity: similarity(i) }, from: "r0", to: `r${i}` };
      return ["POST", "/selection", { selection: { steps: [{ add: true, range }] } }];
    },
  ],
  ["comparisons", (i) => ["POST", "/functions/f/compare", { add: [{ key: `r${i}` }] }]],
])("%s that come at once all get their answers", async (_name, ask) => {
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => app.call(...ask(i))));
  expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body)).toEqual([]);
});
