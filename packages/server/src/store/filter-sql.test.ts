import { operatorsOf } from "@pomona/contract/field-operators";
import type { Filter } from "@pomona/contract/filter";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCatalog } from "./catalog.fixture.ts";
import type { Database } from "./database.ts";
import { loadFilterNames } from "./filter-names.ts";
import { compileFilter } from "./filter-sql.ts";
import { appendScores, createScoreTable, dropScoreTable } from "./score-tables.ts";
import { loadServedFunctions } from "./served-functions.ts";

let database: Database;
beforeAll(async () => {
  database = await openCatalog({
    fields: { price: "number", picked: "datetime", isRipe: "boolean", 'odd "name"; DROP': "string" },
    rows: Array.from({ length: 30 }, (_, i) => ({
      key: `k${i}`,
      labels: [`l${i}`],
      created: new Date(i * 1000),
      metadata: { price: i, 'odd "name"; DROP': `v${i}` },
    })),
    functions: { served: new Map([[1, 0.5]]), young: null },
  });
});
afterAll(() => database.close());

async function select(filter: Filter): Promise<number[]> {
  const { where, values } = compileFilter(filter, { names: await loadFilterNames(database), similarity: new Map() });
  return (await database.all<{ row: number }>(`SELECT r.row FROM rows r WHERE ${where} ORDER BY 1`, values)).map(
    (row) => row.row,
  );
}

describe("filters in SQL", () => {
  it("may be as wide as the contract allows", async () => {
    const any = Array.from({ length: 10_000 }, (_, i): Filter => ({ field: "key", op: "=", value: `k${i}` }));
    expect(await select({ or: any })).toHaveLength(30);
    const values = (make: (i: number) => string | number) => Array.from({ length: 10_000 }, (_, i) => make(i));
    expect(await select({ field: "key", op: "in", value: values((i) => `k${i}`) })).toHaveLength(30);
    expect(await select({ field: "metadata.price", op: "in", value: values((i) => i / 2) })).toHaveLength(30);
    expect(await select({ field: "label", op: "in", value: values((i) => `l${i}`) })).toHaveLength(30);
    expect(
      await select({ field: "created", op: "in", value: values((i) => new Date(i * 1000).toISOString()) }),
    ).toHaveLength(30);
  }, 60_000);

  it("may be 64 levels deep", async () => {
    let filter: Filter = { field: "key", op: "=", value: "k3" };
    for (let i = 0; i < 32; i++) filter = { not: { and: [filter, { field: "key", op: "!=", value: "k4" }] } };
    // k4 fails the inner `and` on every level, so an even number of them selects it.
    expect(await select(filter)).toEqual([3, 4]);
  });

  it("bind every value and quote every name", async () => {
    expect(await select({ field: 'metadata.odd "name"; DROP', op: "=", value: "v2' OR 1=1 --" })).toEqual([]);
    expect(await select({ field: 'metadata.odd "name"; DROP', op: "=", value: "v2" })).toEqual([2]);
  });

  it.each<[Filter, string]>([
    [{ field: "metadata.price", op: "=", value: "3" }, "holds numbers"],
    [{ field: "key", op: "=", value: 3 }, 'write "3" with quotes'],
    [{ field: "created", op: ">", value: "yesterday" }, "holds dates"],
    [{ field: "metadata.isRipe", op: "=", value: "yes" }, "true or false"],
    [{ field: "duplicate", op: "<", value: true }, "does not take `<`"],
    [{ field: "metadata.price", op: "between", value: 3 }, "two values"],
    [{ field: "metadata.price", op: "between", value: [1, 2, 3] }, "two values"],
    [{ field: "metadata.price", op: "in", value: 3 }, "a list"],
    [{ field: "metadata.price", op: "<", value: [3] }, "one value"],
    [{ field: "metadata.price", op: "exists", value: 3 }, "takes no value"],
    [{ field: "metadata.price", op: "<" }, "needs a value"],
    [{ function: "served", op: ">" }, "one number"],
    [{ function: "served", op: "between", value: 1 }, "two numbers"],
    [{ function: "served", op: "exists", value: 1 }, "no value"],
    [{ field: "colour", op: "exists" }, 'There is no field "colour"'],
    [{ field: "price", op: "exists" }, "Did you mean metadata.price?"],
  ])("refuse %j", async (filter, message) => {
    await expect(select(filter)).rejects.toMatchObject({
      code: "bad-filter",
      message: expect.stringContaining(message),
    });
  });

  it("take the operators of a field's type", () => {
    expect(operatorsOf({ type: "boolean" })).toEqual(["=", "!=", "in", "exists"]);
    expect(operatorsOf({ type: "number" })).not.toContain("contains");
  });
});

describe("score tables", () => {
  it("are made, filled, overwritten and dropped; what is served is asked by name", async () => {
    await database.write(async (tx) => {
      await createScoreTable(database, tx, 2, 1);
      await appendScores(tx, { function: 2, version: 1 }, { rows: [1, 2], scores: [0.25, 0.5], replaces: false });
      await appendScores(
        tx,
        { function: 2, version: 1 },
        { rows: Uint32Array.of(2, 3), scores: Float32Array.of(0.75, 1), replaces: true },
      );
      expect(await tx.all("SELECT * FROM scores_2_1 ORDER BY row")).toEqual([
        { row: 1, score: 0.25 },
        { row: 2, score: 0.75 },
        { row: 3, score: 1 },
      ]);
      await dropScoreTable(database, tx, 2, 1);
    });
    expect(await (await loadServedFunctions(database)).find(({ name }) => name === "served")?.table).toBe(
      '"scores_1_1"',
    );
    expect(await (await loadServedFunctions(database)).find(({ name }) => name === "young")?.table).toBeNull();
    expect(await (await loadServedFunctions(database)).find(({ name }) => name === "gone")?.table).toBeUndefined();
  });
});
