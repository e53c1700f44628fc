import { ordinalsOf } from "@pomona/compute/bitset";
import type { Filter } from "@pomona/contract/filter";
import type { Problem } from "@pomona/contract/problems";
import type { QueryRequest } from "@pomona/contract/rows";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCatalog } from "../../store/catalog.fixture.ts";
import type { Database } from "../../store/database.ts";
import { getRow } from "./get-row.ts";
import type { QueryContext } from "./query-context.ts";
import { listFields } from "./query-counts.ts";
import { at, openQueries, ordinalOf, price, ROWS, score, searchOf, similar, similarity } from "./query-rows.fixture.ts";
import { queryRows } from "./query-rows.ts";
import { rowPosition } from "./row-position.ts";
import { filterBits, selectedOrdinals, selectionBits } from "./selection.ts";

let database: Database;
let context: QueryContext;
beforeAll(async () => {
  context = await openQueries();
  database = context.database;
});
afterAll(() => database.close());

describe("pages", () => {
  const sorts: [string, QueryRequest["sort"], (i: number) => number | string | null][] = [
    ["arrival", undefined, () => 0],
    ["key", { field: "key" }, (i) => String(i * 7919).padStart(7, "0")],
    ["a number with missing values, falling", { field: "metadata.price", descending: true }, price],
    ["a number with missing values, rising", { field: "metadata.price" }, price],
    ["a date", { field: "created", descending: true }, (i) => at(i).getTime()],
    ["a choice", { field: "metadata.colour" }, (i) => ["red", "green", null][i % 3] ?? null],
    ["true and false", { field: "metadata.isRipe" }, (i) => (i % 3 ? Number(i % 2 === 0) : null)],
    ["a function, best first", { function: "apples" }, (i) => (i % 8 ? score(i) : null)],
    ["a function, worst first", { function: "apples", descending: false }, (i) => (i % 8 ? score(i) : null)],
    ["a function without scores", { function: "young" }, () => null],
    ["similarity", { similarity }, (i) => (i % 8 ? (similar[i] as number) : null)],
    ["similarity, worst first", { similarity, descending: false }, (i) => (i % 8 ? (similar[i] as number) : null)],
  ];
  const falls = (sort: QueryRequest["sort"]) =>
    sort !== undefined && !("random" in sort) && (sort.descending ?? ("function" in sort || "similarity" in sort));

  it.each(sorts)(
    "sorted by %s: every row once, ties in order of arrival, rows without a value last",
    async (_name, sort, value) => {
      const expected = Array.from({ length: ROWS }, (_, i) => i)
        .filter((i) => i % 3 !== 0)
        .sort((a, b) => {
          const [x, y] = [value(a), value(b)];
          if (x === null || y === null || x === y) return x === y ? a - b : x === null ? 1 : -1;
          return (x < y ? -1 : 1) * (falls(sort) ? -1 : 1);
        });
      for (const limit of [7, 53]) {
        const seen: number[] = [];
        let after: string | undefined;
        do {
          const page = await queryRows(context, {
            filter: "dataset = arrivals",
            limit,
            ...(sort ? { sort } : {}),
            ...(after ? { after } : {}),
          });
          expect(page.total).toBe(expected.length);
          seen.push(...page.rows.map((row) => ordinalOf(row.key)));
          after = page.next ?? undefined;
        } while (after);
        expect(seen).toEqual(expected);
      }
    },
  );

  it.each(sorts)(
    "sorted by %s: a page begins at any position, and leads backwards to the start",
    async (_name, sort) => {
      const query = { filter: "dataset = arrivals", ...(sort ? { sort } : {}) };
      const keys = async (place: Pick<QueryRequest, "offset" | "before" | "limit">) => {
        const { rows, previous } = await queryRows(context, { ...query, ...place });
        return { keys: rows.map((row) => row.key), previous };
      };
      const all = (await keys({ limit: 1000 })).keys;
      for (const offset of [0, 1, 59, all.length - 3, all.length, 10_000])
        expect((await keys({ offset, limit: 7 })).keys).toEqual(all.slice(offset, offset + 7));
      const seen: string[] = [];
      let page = await keys({ offset: all.length - 5, limit: 23 });
      for (; page.keys.length > 0; page = await keys({ before: page.previous ?? "", limit: 23 }))
        seen.unshift(...page.keys);
      expect(seen).toEqual(all);
      for (const position of [0, 77, all.length - 1])
        expect(await rowPosition(context, { ...query, key: all[position] ?? "" })).toEqual({
          position,
          total: all.length,
        });
    },
  );

  it("tell that a row is not in the result, or not there at all", async () => {
    expect(await rowPosition(context, { filter: "dataset = arrivals", key: "r0000000" })).toEqual({
      position: null,
      total: 160,
    });
    await expect(rowPosition(context, { key: "gone" })).rejects.toMatchObject({ code: "row-not-found" });
  });

  it("refuse more than one place", async () => {
    await expect(queryRows(context, { offset: 3, after: "x" })).rejects.toMatchObject({ code: "bad-request" });
  });

  it("give the part of a long text that has the words of the filter, whatever their case", async () => {
    const text = `${"a".repeat(3000)} Where is my CARD? ${"b".repeat(3000)}`;
    const small = await openCatalog({
      rows: [
        { key: "a", text },
        { key: "b", text: "A card." },
      ],
    });
    try {
      const over = { ...context, database: small };
      const passages = async (filter: string) => (await queryRows(over, { filter })).rows.map((row) => row.passage);
      const [long, short] = await passages('text contains "no such" or text contains "card"');
      expect(long).toHaveLength(400);
      expect(long).toMatch(/^a{67} Where is my CARD\? b+$/);
      expect(short).toBe("A card.");
      expect(await passages("text exists")).toEqual([null, null]);
    } finally {
      await small.close();
    }
  });

  it("give the score they are sorted by as rank, and scores of the functions named in filter and sort", async () => {
    const [best] = (
      await queryRows(context, { sort: { function: "apples" }, filter: 'not function("young") exists', limit: 1 })
    ).rows;
    expect(best).toMatchObject({ rank: Math.fround(0.98), scores: { apples: Math.fround(0.98), young: null } });
    const [first] = (await queryRows(context, { scores: ["apples"], limit: 1 })).rows;
    expect(first).toMatchObject({ rank: null, scores: { apples: null }, embeddings: { cn3: "failed" } });
    expect([...(first?.text ?? "")]).toHaveLength(2000);
  });

  it("leave out metadata without a value and spaces that do not take the row", async () => {
    const [row] = (await queryRows(context, { filter: { field: "key", op: "=", value: "r0023757" } })).rows;
    expect(row).toMatchObject({
      embeddings: { cn3: "ready", use: "pending" },
      metadata: { price: 21, colour: "red", sku: "sku3", kinds: ["a", "b"], picked: "2026-01-01T09:00:00.000Z" },
    });
    expect(Object.keys(row?.metadata ?? {})).not.toContain("isRipe");
  });

  it("go on behind a row that is gone", async () => {
    const small = await openCatalog({
      rows: ["a", "b", "c", "d"].map((key) => ({ key })),
      functions: {
        f: new Map([
          [0, 0.5],
          [1, 0.5],
          [2, 0.5],
        ]),
      },
    });
    const over: QueryContext = {
      ...context,
      database: small,
      similarityScores: async () => Float32Array.of(0.5, 0.5, 0.5, Number.NaN),
      prepareSearch: async () => searchOf(Float32Array.of(0.5, 0.5, 0.5, Number.NaN)),
    };
    try {
      const sorts: QueryRequest[] = [
        {},
        { sort: { field: "created" } },
        { sort: { function: "f" } },
        { sort: { similarity } },
      ];
      const marks = await Promise.all(
        sorts.map(async (request) => (await queryRows(over, { ...request, limit: 2 })).next ?? ""),
      );
      await small.write((tx) => tx.run("DELETE FROM rows WHERE row = 1"));
      for (const [i, request] of sorts.entries()) {
        const { rows } = await queryRows(over, { ...request, limit: 2, after: marks[i] ?? "" });
        expect(rows.map((row) => row.key)).toEqual(["c", "d"]);
      }
    } finally {
      await small.close();
    }
  });

  it("refuse marks that are malformed or of another query", async () => {
    const mark = (await queryRows(context, { sort: { field: "created" }, limit: 1 })).next ?? "";
    await expect(queryRows(context, { sort: { field: "key" }, after: mark })).rejects.toMatchObject({
      code: "bad-request",
      message: expect.stringContaining("another query"),
    });
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const [, , request] = JSON.parse(Buffer.from(mark, "base64url").toString()) as unknown[];
    for (const after of [
      "",
      "!",
      "bnVsbA",
      forged([1, 2, request]),
      forged(["x", 1, request]),
      forged(["1", -1, request]),
      forged(["1", 1.5, request]),
    ]) {
      await expect(queryRows(context, { sort: { field: "created" }, after })).rejects.toMatchObject({
        code: "bad-request",
      });
    }
  });

  it.each<[string, string, string]>([
    ["label exists and metadata.price = 'cheap'", "'cheap'", "The field metadata.price holds numbers"],
    ["metadata.price in (1, 2, x)", "x", "The field metadata.price holds numbers"],
    ["not metadata.isRipe > true", ">", "does not take `>`"],
    ["created between 2026-01 and soon", "soon", "holds dates"],
    ["key = 3", "3", 'write "3" with quotes'],
    ["metadata.sku = 007", "007", 'write "007" with quotes'],
    ["metadata.sku in (a, 1.50)", "1.50", 'write "1.50" with quotes'],
    ["metadata.prise > 3", "metadata.prise", "Did you mean metadata.price?"],
    ['label exists or function("aples") > 0', '"aples"', 'Did you mean "apples"?'],
    ["embedding(cn4) = ready", "cn4", 'Did you mean "cn3"?'],
    ['batch("apples 1", project "friut")', '"friut"', 'Did you mean "fruit"?'],
    ['batch("aples 1")', '"aples 1"', 'Did you mean "apples 1"?'],
    ['{"and": [{"function": "aples", "op": "exists"}]}', '"function": "aples"', "filter.and[0].function: There is no"],
    ['{"field": "metadata.price", "op": "in", "value": [1, "x"]}', '"x"', "filter.value[1]: The field"],
  ])("point into the text at what does not fit the catalog: %s", async (text, part, message) => {
    const problem = (await queryRows(context, { filter: text }).catch((error: unknown) => error)) as Problem;
    const { column, length } = problem.fields as { column: number; length: number };
    expect(text.slice(column - 1, column - 1 + length)).toBe(part);
    expect(problem.message.startsWith(`Column ${column}: `)).toBe(true);
    expect(problem.message).toContain(message);
  });

  it("name the node of a tree that does not fit the catalog", async () => {
    const filter: Filter = { or: [{ not: { field: "metadata.price", op: "in", value: [1, "x"] } }] };
    await expect(queryRows(context, { filter })).rejects.toMatchObject({
      code: "bad-filter",
      message: 'filter.or[0].not.value[1]: The field metadata.price holds numbers; "x" is none.',
      fields: { path: ["or", 0, "not", "value", 1], field: "metadata.price" },
    });
  });

  it("take a tree as JSON text", async () => {
    const { total } = await queryRows(context, { filter: '{"field": "metadata.colour", "op": "=", "value": "red"}' });
    expect(total).toBe((await queryRows(context, { filter: "metadata.colour = red" })).total);
    expect(total).toBeGreaterThan(0);
  });

  it("refuse fields that cannot be sorted by, and names that are not there", async () => {
    await expect(queryRows(context, { sort: { field: "label" } })).rejects.toMatchObject({ code: "bad-request" });
    await expect(queryRows(context, { sort: { field: "metadata.prize" } })).rejects.toMatchObject({
      code: "field-not-found",
      message: expect.stringContaining("metadata.price"),
    });
    await expect(queryRows(context, { filter: "price > 3" })).rejects.toMatchObject({ code: "bad-filter" });
    await expect(queryRows(context, { filter: "metadata.prise > 3" })).rejects.toMatchObject({
      code: "bad-filter",
      message: expect.stringContaining("Did you mean metadata.price?"),
    });
    await expect(queryRows(context, { filter: "metadata.price contains x" })).rejects.toMatchObject({
      code: "bad-filter",
      message: expect.stringContaining("does not take `contains`"),
    });
    await expect(queryRows(context, { filter: 'function("aples") > 0' })).rejects.toMatchObject({
      code: "function-not-found",
      message: expect.stringContaining('"apples"'),
    });
    await expect(queryRows(context, { filter: 'batch("apples 1", project "veg")' })).rejects.toMatchObject({
      code: "project-not-found",
    });
  });

  it("with a limit of 0 hold no rows but the total and the facets", async () => {
    expect(await queryRows(context, { limit: 0, facets: ["dataset"] })).toEqual({
      total: ROWS,
      rows: [],
      next: null,
      previous: null,
      facets: {
        dataset: [
          { value: "arrivals", count: 160 },
          { value: "shop", count: 80 },
        ],
      },
      facetDistinct: { dataset: 2 },
      origins: {},
    });
  });
});

describe("selections", () => {
  it("as bits are the rows of the filter, with additions and without exceptions", async () => {
    expect([...ordinalsOf(await filterBits(context, "dataset = shop"))]).toEqual(
      Array.from({ length: 80 }, (_, i) => i * 3),
    );
    expect([...ordinalsOf(await filterBits(context, undefined))]).toHaveLength(ROWS);
    expect([...ordinalsOf(await filterBits(context, { or: [] }))]).toEqual([]);
    const bits = await selectionBits(context, {
      filter: 'batch("apples 1") and similarity(space cn3, like r0000000) >= 0',
      include: ["r0055433"],
      exclude: ["r0007919"],
    });
    expect([...ordinalsOf(bits)]).toEqual([2, 3, 7]);
  });

  it("in the order of a field", async () => {
    const ordinals = await selectedOrdinals(context, {
      selection: { filter: 'project("fruit")' },
      sort: { function: "apples" },
    });
    expect([...ordinals]).toEqual([1, 2, 9, 3].sort((a, b) => score(b) - score(a)));
  });
});

describe("one row", () => {
  it("comes whole, with all scores, its projects, failures and the rows of the same content", async () => {
    const row = await getRow(context, "r0071271");
    expect(row).toMatchObject({
      key: "r0071271",
      contentHash: "same",
      duplicatesOf: ["r0055433"],
      projects: [{ project: "fruit", batch: "apples 2" }],
      errors: [],
      scores: { apples: score(9), young: null },
      rank: null,
    });
    const first = await getRow(context, "r0000000");
    expect([...(first.text ?? "")]).toHaveLength(3000);
    expect(first.errors).toEqual([{ space: "cn3", code: "corrupt", message: "cannot be decoded" }]);
    await expect(getRow(context, "gone")).rejects.toMatchObject({ code: "row-not-found" });
  });
});

describe("fields", () => {
  it("are the built-in ones and the metadata, with what can be asked of them", async () => {
    const fields = await listFields(context);
    expect(fields.slice(0, 2).map((field) => field.name)).toEqual(["key", "dataset"]);
    expect(fields.find((field) => field.name === "metadata.price")).toEqual({
      name: "metadata.price",
      type: "number",
      facetable: false,
      sortable: true,
      builtin: false,
    });
  });
});
