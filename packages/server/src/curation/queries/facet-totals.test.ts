import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { openCatalog } from "../../store/catalog.fixture.ts";
import type { Database } from "../../store/database.ts";
import type { QueryContext } from "./query-context.ts";
import { countFacets, histogramOf } from "./query-counts.ts";
import { contextWithoutVectors } from "./query-rows.fixture.ts";

let database: Database;
afterEach(() => database.close());

const openShop = async (colours: (string | null)[], isIn: boolean[]): Promise<QueryContext> => {
  database = await openCatalog({
    fields: { colour: "string", isIn: "boolean", price: "number" },
    rows: colours.map((colour, i) => ({
      key: `r${i}`,
      labels: colour === null ? [] : [colour],
      metadata: { colour, isIn: isIn[i] ?? false, price: i },
    })),
  });
  return contextWithoutVectors(database);
};

it("tells each value's count under the filter and in the whole catalog, values the filter lacks last", async () => {
  const colour = fc.constantFrom(null, "red", "green", "blue", "grey");
  const rows = fc.array(fc.tuple(colour, fc.boolean()), { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 6 }), async (drawn, limit) => {
      const context = await openShop(
        drawn.map(([one]) => one),
        drawn.map(([, isIn]) => isIn),
      );
      const fields = ["metadata.colour", "label"];
      const found = await countFacets(context, { filter: "metadata.isIn = true", fields, limit, totals: true });
      const count = (value: unknown, isIn?: true) => drawn.filter(([one, i]) => one === value && (!isIn || i)).length;
      for (const name of fields) {
        const listed = found.facets[name] ?? [];
        for (const { value, count: n, total } of listed)
          expect({ n, total }).toEqual({ n: count(value, true), total: count(value) });
        const distinct = new Set(drawn.map(([one]) => one).filter((one) => one !== null)).size;
        expect(found.distinct[name]).toBe(distinct);
        const values = listed.filter(({ value }) => value !== null);
        expect(values).toHaveLength(Math.min(limit, distinct));
        expect(listed.some(({ value }) => value === null)).toBe(count(null) > 0);
        const counts = values.map((one) => one.count);
        expect(counts).toEqual([...counts].sort((a, b) => b - a));
      }
      await database.close();
    }),
    { numRuns: 15 },
  );
  await openShop(["red"], [true]);
});

it("finds values by letters anywhere in them, and counts the values it is given", async () => {
  const context = await openShop(["dark red", "red", "Reddish", "green", "green"], [true, false, true, false, true]);
  const fields = ["metadata.colour", "label"];
  const found = await countFacets(context, { fields, contains: "RED" });
  for (const name of fields)
    expect(found.facets[name]?.map(({ value }) => value).sort()).toEqual(["Reddish", "dark red", "red"]);
  const given = await countFacets(context, { fields, values: ["green", "no such"], filter: "metadata.isIn = true" });
  expect(given.facets).toEqual({
    "metadata.colour": [{ value: "green", count: 1 }],
    label: [{ value: "green", count: 1 }],
  });
});

it("counts all rows in the bins of a histogram, which then span all rows", async () => {
  const context = await openShop(["a", "b", "c", "d"], [false, true, true, false]);
  const request = { filter: "metadata.isIn = true", of: { field: "metadata.price" }, bins: 3 };
  expect(await histogramOf(context, { ...request, totals: true })).toMatchObject({
    edges: [0, 1, 2, 3],
    counts: [0, 1, 1],
    totals: [1, 1, 2],
  });
  expect((await histogramOf(context, request)).totals).toBeUndefined();
});
