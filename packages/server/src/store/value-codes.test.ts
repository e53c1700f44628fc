import { MOST_CATEGORIES } from "@pomona/contract/map-binary";
import { afterEach, describe, expect, it } from "vitest";
import { openCatalog } from "./catalog.fixture.ts";
import type { Database } from "./database.ts";
import { loadFields, requireField } from "./fields.ts";
import { codeValues, scaleSpan, scaleValues } from "./value-codes.ts";

const EVERY = { where: "TRUE", values: [] };
let database: Database;
afterEach(() => database?.close());

async function coded(values: readonly (string | null)[]) {
  const rows = values.map((name, i) => ({ key: `k${i}`, metadata: { name } }));
  database = await openCatalog({ fields: { name: "string" }, rows });
  return database.read(async (sql) => codeValues(sql, requireField(await loadFields(sql), "metadata.name"), EVERY));
}

describe("numbering values", () => {
  it("gives each its own number, most frequent first, while they can be drawn", async () => {
    const values = Array.from({ length: MOST_CATEGORIES - 2 }, (_, i) => `v${i}`);
    const { categories, other, missing } = await coded([...values, "v7", null]);
    expect(categories.length).toBe(MOST_CATEGORIES - 2);
    expect(categories[0]).toEqual({ value: "v7", count: 2 });
    expect([other, missing]).toEqual([{ values: 0, rows: 0 }, 1]);
  });

  it("keeps those with a fair share, and the 20 most frequent, where there are too many", async () => {
    const rare = Array.from({ length: MOST_CATEGORIES }, (_, i) => `rare${i}`);
    const few = Array.from({ length: 30 }, (_, i) => `few${i}`).flatMap((value) => [value, value, value]);
    const many = await coded([...rare, ...few, null, null]);
    expect(many.categories.map(({ count }) => count)).toEqual(new Array(30).fill(3));
    expect(many.other).toEqual({ values: MOST_CATEGORIES, rows: MOST_CATEGORIES });
    const codeOf = new Map([...many.rows].map((row, i) => [row, many.codes[i]]));
    expect([codeOf.get(0), codeOf.get(rare.length), codeOf.get(rare.length + few.length)]).toEqual([
      30,
      expect.any(Number),
      31,
    ]);
    await database.close();
    const onlyRare = await coded(rare);
    expect(onlyRare.categories.length).toBe(20);
    expect(onlyRare.other).toEqual({ values: MOST_CATEGORIES - 20, rows: MOST_CATEGORIES - 20 });
  });

  it("of a field that no row has are none", async () => {
    expect(await coded([null, null])).toMatchObject({ categories: [], other: { values: 0, rows: 0 }, missing: 2 });
  });
});

describe("a scale", () => {
  it("takes any numbers, also where their difference is beyond a double", async () => {
    const rows = [1e308, -1e308, 0, null].map((price, i) => ({ key: `k${i}`, metadata: { price } }));
    database = await openCatalog({ fields: { price: "number" }, rows });
    const scaled = await database.read(async (sql) =>
      scaleValues(sql, requireField(await loadFields(sql), "metadata.price"), EVERY),
    );
    expect(scaled).toMatchObject({ lowest: -1e308, highest: 1e308 });
    expect([...scaled.codes]).toEqual([65_534, 0, 32_768, 65_535]);
  });

  it("spans everything, unless a few values lie far away", () => {
    expect(scaleSpan(0, 10, [1, 9])).toEqual([0, 10]);
    expect(scaleSpan(0, 1000, [1, 9])).toEqual([1, 9]);
    expect(scaleSpan(0, 1000, [5, 5])).toEqual([0, 1000]);
  });
});
