import { ordinalsOf } from "@pomona/compute/bitset";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { type CatalogPlan, openCatalog, planRow } from "../../store/catalog.fixture.ts";
import type { Database, Transaction } from "../../store/database.ts";
import { appendRows, removeRows } from "../../store/row-table.ts";
import { appendScores, createScoreTable, dropScoreTable } from "../../store/score-tables.ts";
import { onSnapshot, prepareFilter, type QueryContext } from "../queries/query-context.ts";
import { countFacets, facetCounts, histogramOf } from "../queries/query-counts.ts";
import { contextWithoutVectors } from "../queries/query-rows.fixture.ts";
import { queryRows } from "../queries/query-rows.ts";
import { filterBits } from "../queries/selection.ts";

const plan: CatalogPlan = {
  fields: { colour: "enum", price: "number" },
  rows: Array.from({ length: 40 }, (_, i) => ({
    key: `r${i}`,
    labels: i % 3 ? ["apple"] : ["pear", "new"],
    metadata: { colour: i % 2 ? "red" : "green", price: i },
  })),
  functions: { apples: new Map(Array.from({ length: 30 }, (_, i) => [i, i / 30])) },
  embeddings: { cn3: new Map([[1, "ready"]]) },
  batches: [{ project: "fruit", batch: "b", rows: [1, 2] }],
};
const FILTER = 'metadata.price >= 4 and function("apples") between 0.1 and 0.9';

let database: Database;
afterEach(() => database.close());

/** Everything that may be kept, asked of one catalog. */
async function answers(context: QueryContext, filter = FILTER) {
  const fields = ["label", "metadata.colour", "dataset"];
  const page = await queryRows(context, { filter, facets: fields, sort: { function: "apples" }, limit: 5 });
  return {
    bits: [...ordinalsOf(await filterBits(context, filter))],
    negated: [...ordinalsOf(await filterBits(context, `not (${filter})`))],
    sent: [...ordinalsOf(await filterBits(context, 'batch("b") or embedding(cn3) = ready'))],
    counts: await countFacets(context, { filter, fields }),
    all: await countFacets(context, { fields }),
    prices: await histogramOf(context, { filter, of: { field: "metadata.price" }, bins: 5 }),
    scores: await histogramOf(context, { filter, of: { function: "apples" }, bins: 5 }),
    page: page.rows.map((row) => [row.key, row.rank]),
    facets: page.facets,
  };
}

/** The same answers with nothing kept: a state without a number keeps nothing. */
const recount = (database: Database, filter = FILTER) =>
  answers(
    contextWithoutVectors({
      read: database.read.bind(database),
      generation: null,
      derived: database.derived,
    } as Database),
    filter,
  );

const changes: [string, (tx: Transaction) => Promise<void>][] = [
  [
    "rows are inserted",
    async (tx) => {
      const columns = [
        { name: "colour", column: "m_1", type: "enum" as const },
        { name: "price", column: "m_2", type: "number" as const },
      ];
      const row = planRow({ key: "new", labels: ["plum"], metadata: { colour: "blue", price: 8 } }, 40);
      await appendRows(tx, [row], columns);
      await tx.run("UPDATE settings SET value = '41' WHERE name = 'next_ordinal'");
      await appendScores(tx, { function: 1, version: 1 }, { rows: [40], scores: [0.5], replaces: false });
    },
  ],
  ["rows are deleted", (tx) => removeRows(tx, [7, 8, 9])],
  ["labels are edited", (tx) => tx.run("UPDATE rows SET labels = ['plum'] WHERE row = 10")],
  ["metadata is edited", (tx) => tx.run("UPDATE rows SET m_2 = 0 WHERE row BETWEEN 10 AND 12")],
  [
    "scores are changed",
    (tx) => appendScores(tx, { function: 1, version: 1 }, { rows: [20, 21], scores: [0.95, 0.05], replaces: true }),
  ],
  [
    "a new version of a function is served",
    async (tx) => {
      await createScoreTable(database, tx, 1, 2);
      await appendScores(tx, { function: 1, version: 2 }, { rows: [5, 6], scores: [0.5, 0.6], replaces: false });
      await tx.run("UPDATE functions SET served_version = 2 WHERE id = 1");
      await dropScoreTable(database, tx, 1, 1);
    },
  ],
  ["rows are sent to a batch", (tx) => tx.run("INSERT INTO batch_rows VALUES (1, 1, 9, 2)")],
  ["a row gets a vector", (tx) => tx.run("INSERT INTO embeddings VALUES (1, 5, 'ready', 1, NULL, NULL)")],
];

it.each(changes)("answers are never stale after %s", async (_name, change) => {
  database = await openCatalog(plan);
  const context = contextWithoutVectors(database);
  const before = await answers(context);
  expect(await answers(context)).toEqual(before);
  await database.write(change);
  const after = await answers(context);
  expect(after).not.toEqual(before);
  expect(after).toEqual(await recount(database));
});

it("a function that is renamed is found by its new name only, and its old name may become another's", async () => {
  database = await openCatalog({ ...plan, functions: { ...plan.functions, pears: new Map([[3, 0.5]]) } });
  const context = contextWithoutVectors(database);
  const apples = await filterBits(context, 'function("apples") exists');
  const pears = await filterBits(context, 'function("pears") exists');
  await database.write(async (tx) => {
    await tx.run("UPDATE functions SET name = CASE name WHEN 'apples' THEN 'pears' ELSE 'apples' END");
  });
  expect(await filterBits(context, 'function("apples") exists')).toEqual(pears);
  expect(await filterBits(context, 'function("pears") exists')).toEqual(apples);
  await database.write((tx) => tx.run("UPDATE functions SET name = 'plums' WHERE name = 'apples'"));
  await expect(filterBits(context, 'function("apples") exists')).rejects.toMatchObject({ code: "function-not-found" });
});

it("a read that began before a commit answers from its own state, and leaves nothing for later reads", async () => {
  database = await openCatalog(plan);
  const context = contextWithoutVectors(database);
  const prepared = await prepareFilter(context, FILTER);
  const query = { fields: ["label", "dataset"], limit: 10 };
  const old = await countFacets(context, { filter: FILTER, ...query });
  const early = await onSnapshot(context, prepared, async (snapshot) => {
    await database.write((tx) => removeRows(tx, [10, 11]));
    const now = await countFacets(context, { filter: FILTER, ...query });
    const bits = await snapshot.bits();
    return { now, total: ordinalsOf(bits).length, counts: await facetCounts(snapshot, bits, { ...query, limit: 9 }) };
  });
  expect(early.total).toBe(old.total);
  expect(early.counts.facets).toEqual(old.facets);
  expect(early.now.total).toBe(old.total - 2);
  const later = await countFacets(context, { filter: FILTER, ...query, limit: 9 });
  expect({ total: later.total, facets: later.facets }).toEqual({ total: early.now.total, facets: early.now.facets });
});

it.each(["BEGIN", "SELECT"])(
  "a commit that lands right after the %s of a read is not answered from that read's state",
  async (word) => {
    database = await openCatalog(plan);
    const context = contextWithoutVectors(database);
    const prepared = await prepareFilter(context, FILTER);
    let isLanded = false;
    const land = async <T>(statement: string, work: Promise<T>): Promise<T> => {
      const result = await work;
      if (!isLanded && statement.startsWith(word)) {
        isLanded = true;
        await database.write((tx) => removeRows(tx, [10, 11]));
      }
      return result;
    };
    const slow: Database["read"] = (use) =>
      database.read((sql) =>
        use({
          ...sql,
          run: (statement, values) => land(statement, sql.run(statement, values)),
          one: (statement, values) => land(statement, sql.one(statement, values)),
        }),
      );
    const racing = { read: slow, derived: database.derived, generation: 0 } as Database;
    Object.defineProperty(racing, "generation", { get: () => database.generation });
    await onSnapshot(contextWithoutVectors(racing), prepared, async (snapshot) =>
      facetCounts(snapshot, await snapshot.bits(), { fields: ["label"], limit: 100 }),
    );
    expect(isLanded).toBe(true);
    expect(await answers(context)).toEqual(await recount(database));
  },
);

it("reads that race with commits see each commit that was done before they began", async () => {
  database = await openCatalog(plan);
  const context = contextWithoutVectors(database);
  let committed = 0;
  let isDone = false;
  const writer = (async () => {
    for (let i = 0; i < 60; i++) {
      await database.write((tx) => tx.run(`UPDATE rows SET m_2 = ${-1 - i} WHERE row = 0`));
      committed = i + 1;
    }
    isDone = true;
  })();
  const reader = async () => {
    while (!isDone) {
      const floor = committed;
      const { edges } = await histogramOf(context, { of: { field: "metadata.price" }, bins: 1, high: 100 });
      expect(-(edges[0] as number)).toBeGreaterThanOrEqual(floor);
    }
  };
  await Promise.all([writer, reader(), reader(), reader()]);
});

it("what was kept stays through the progress of jobs, and the caller may change an answer", async () => {
  database = await openCatalog(plan);
  const context = contextWithoutVectors(database);
  const before = await answers(context);
  const { generation } = database;
  await database.write((tx) => tx.run("DELETE FROM jobs WHERE id = 'none'"));
  expect(database.generation).toBe(generation);
  const counts = await countFacets(context, { filter: FILTER, fields: ["label"] });
  counts.facets.label?.pop();
  (await filterBits(context, FILTER)).fill(0);
  expect(await answers(context)).toEqual(before);
  await database.write(async (tx) => {
    await tx.run("DELETE FROM jobs WHERE id = 'none'; DELETE FROM rows WHERE row = 12");
  });
  expect((await answers(context)).counts.total).toBe(before.counts.total - 1);
});

it("facets under any bitset are what counting the rows one by one gives", async () => {
  const colours = fc.constantFrom(null, "red", "Red", "green", "");
  const labels = fc.array(fc.constantFrom("a", "b", "A", ""), { maxLength: 3 });
  const rows = fc.array(fc.record({ colour: colours, labels, isIn: fc.boolean() }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(undefined, "r", "A"), async (drawn, prefix) => {
      database = await openCatalog({
        fields: { colour: "string", isIn: "boolean" },
        rows: drawn.map((row, i) => ({
          key: `r${i}`,
          labels: row.labels,
          metadata: { colour: row.colour, isIn: row.isIn },
        })),
      });
      const context = contextWithoutVectors(database);
      for (const filter of ["metadata.isIn = true", "true"]) {
        const chosen = drawn.filter((row) => row.isIn || filter === "true");
        const fields = ["label", "metadata.colour"];
        const { facets, total } = await countFacets(context, { filter, fields, prefix });
        const expected = (values: (string | null)[][]) => {
          const counts = new Map<string | null, number>();
          for (const list of values) for (const value of new Set(list)) counts.set(value, (counts.get(value) ?? 0) + 1);
          if (prefix !== undefined)
            for (const value of counts.keys())
              if (!value?.toLowerCase().startsWith(prefix.toLowerCase())) counts.delete(value);
          return counts;
        };
        const got = (name: string) => new Map(facets[name]?.map(({ value, count }) => [value as string | null, count]));
        expect(total).toBe(chosen.length);
        expect(got("metadata.colour")).toEqual(expected(chosen.map((row) => [row.colour])));
        expect(got("label")).toEqual(expected(chosen.map((row) => (row.labels.length > 0 ? row.labels : [null]))));
      }
      await database.close();
    }),
    { numRuns: 30, interruptAfterTimeLimit: 20_000 },
  );
}, 60_000);
