import { ordinalsOf } from "@pomona/compute/bitset";
import type { QueryRequest } from "@pomona/contract/rows";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../store/database.ts";
import type { QueryContext } from "./query-context.ts";
import { openQueries, ROWS } from "./query-rows.fixture.ts";
import { queryRows } from "./query-rows.ts";
import { countSelection, selectionBits } from "./selection.ts";

let database: Database;
let context: QueryContext;
beforeAll(async () => {
  context = await openQueries();
  database = context.database;
});
afterAll(() => database.close());

const FILTERS = ['dataset = "arrivals"', "metadata.price > 2", "not label exists", ""];

describe("steps of a selection", () => {
  const orders: [string, QueryRequest["sort"]][] = [
    ["of arrival", undefined],
    ["of a number", { field: "metadata.price", descending: true }],
    ["of a text", { field: "metadata.colour" }],
    ["of a moment", { field: "created" }],
    ["of a function", { function: "apples" }],
    ["of a function, worst first", { function: "apples", descending: false }],
    ["of a function without scores", { function: "young" }],
    ["of similarity", { similarity: { space: "cn3", anchors: [{ key: "x" }] } }],
    ["at random", { random: 7 }],
  ];

  it.each(orders)(
    "ranges in the order %s hold what stands between their ends, whichever comes first",
    async (_name, sort) => {
      const filter = 'dataset = "arrivals"';
      const order = { filter, ...(sort ? { sort } : {}) };
      const { rows } = await queryRows(context, { ...order, limit: 1000 });
      const keys = rows.map((row) => row.key);
      await fc.assert(
        fc.asyncProperty(fc.nat(keys.length - 1), fc.nat(keys.length - 1), async (a, b) => {
          const range = { ...order, from: keys[a] as string, to: keys[b] as string };
          const inside = keys.slice(Math.min(a, b), Math.max(a, b) + 1);
          const bits = await selectionBits(context, { steps: [{ add: true, range }] });
          const found = await database.all<{ key: string }>(
            "SELECT key FROM rows WHERE row IN (SELECT unnest(?::UINTEGER[]))",
            [`[${ordinalsOf(bits).join(",")}]`],
          );
          expect(found.map((row) => row.key).sort()).toEqual(inside.sort());
        }),
        { numRuns: 12 },
      );
    },
  );

  it("follow each other: the last step that speaks of a row counts", async () => {
    const all = (await queryRows(context, { limit: 1000 })).rows.map((row) => row.key);
    const met = new Map<string, string[]>();
    for (const filter of FILTERS)
      met.set(
        filter,
        (await queryRows(context, { filter, limit: 1000 })).rows.map((row) => row.key),
      );
    const step = fc.oneof(
      fc.record({ add: fc.boolean(), keys: fc.uniqueArray(fc.constantFrom(...all), { maxLength: 4 }) }),
      fc.record({
        add: fc.boolean(),
        range: fc.record({ from: fc.constantFrom(...all), to: fc.constantFrom(...all) }),
      }),
      fc.record({ add: fc.boolean(), filter: fc.constantFrom(...FILTERS) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(step, { maxLength: 6 }), async (isAll, steps) => {
        const model = new Set(isAll ? all : []);
        for (const one of steps) {
          const [a, b] = "range" in one ? [all.indexOf(one.range.from), all.indexOf(one.range.to)] : [0, 0];
          const keys =
            "keys" in one
              ? one.keys
              : "filter" in one
                ? (met.get(one.filter) ?? [])
                : all.slice(Math.min(a, b), Math.max(a, b) + 1);
          for (const key of keys) {
            if (one.add) model.add(key);
            else model.delete(key);
          }
        }
        const filter = isAll ? { and: [] } : { or: [] };
        const counted = await countSelection(context, { selection: { filter, steps }, keys: all, first: 5 });
        const selected = all.filter((key) => model.has(key));
        expect(counted).toEqual({ count: model.size, selected, first: selected.slice(0, 5) });
      }),
      { numRuns: 30 },
    );
  });

  it("refuse an end that is gone, by its name", async () => {
    const range = { from: "gone", to: "r0000000" };
    await expect(selectionBits(context, { steps: [{ add: true, range }] })).rejects.toMatchObject({
      code: "row-not-found",
      fields: { key: "gone" },
    });
  });
});

it("a random order is one of all rows, the same for a seed, and goes on over pages", async () => {
  const whole = (await queryRows(context, { sort: { random: 3 }, limit: 1000 })).rows.map((row) => row.key);
  expect(new Set(whole).size).toBe(ROWS);
  const paged: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await queryRows(context, { sort: { random: 3 }, limit: 50, ...(after ? { after } : {}) });
    paged.push(...page.rows.map((row) => row.key));
    after = page.next;
  }
  expect(paged).toEqual(whole);
  const other = (await queryRows(context, { sort: { random: 4 }, limit: 1000 })).rows.map((row) => row.key);
  expect(other).not.toEqual(whole);
});

it("the first page of a search is the same without scoring every row, and leads to the second", async () => {
  const sort = { similarity: { space: "cn3", anchors: [{ key: "x" }] } };
  const whole = await queryRows(context, { sort, limit: 1000 });
  const noColumn = { ...context, similarityScores: () => Promise.reject(new Error("every row was scored")) };
  const first = await queryRows(noColumn, { sort, limit: 20 });
  expect(first).toMatchObject({ total: whole.total, rows: whole.rows.slice(0, 20) });
  const second = await queryRows(context, { sort, limit: 20, after: first.next as string });
  expect(second.rows).toEqual(whole.rows.slice(20, 40));
});
