import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../store/database.ts";
import type { QueryContext } from "./query-context.ts";
import { countFacets, histogramOf } from "./query-counts.ts";
import { at, openQueries, price, ROWS, similar } from "./query-rows.fixture.ts";
import { queryRows } from "./query-rows.ts";

let database: Database;
let context: QueryContext;
beforeAll(async () => {
  context = await openQueries();
  database = context.database;
});
afterAll(() => database.close());

describe("facets", () => {
  it("count exactly what a recount gives, lists once per row, missing values last", async () => {
    const { facets, facetDistinct } = await queryRows(context, {
      filter: "media = image",
      facets: ["label", "tag", "metadata.colour", "metadata.isRipe", "metadata.kinds", "duplicate"],
      limit: 0,
    });
    expect(facets).toEqual({
      label: [
        { value: "apple", count: 120 },
        { value: "red", count: 60 },
      ],
      tag: [
        { value: "new", count: 24 },
        { value: null, count: 96 },
      ],
      "metadata.colour": [
        { value: "green", count: 40 },
        { value: "red", count: 40 },
        { value: null, count: 40 },
      ],
      "metadata.isRipe": [
        { value: false, count: 80 },
        { value: null, count: 40 },
      ],
      "metadata.kinds": [
        { value: "a", count: 120 },
        { value: "b", count: 120 },
      ],
      duplicate: [
        { value: false, count: 118 },
        { value: true, count: 2 },
      ],
    });
    expect(facetDistinct).toEqual({
      label: 2,
      tag: 1,
      "metadata.colour": 2,
      "metadata.isRipe": 1,
      "metadata.kinds": 2,
      duplicate: 2,
    });
  });

  it("are cut to a limit, never silently", async () => {
    const counts = await countFacets(context, { fields: ["metadata.sku", "metadata.colour"], limit: 1 });
    expect(counts).toEqual({
      total: ROWS,
      facets: {
        "metadata.sku": [{ value: "sku0", count: 3 }],
        "metadata.colour": [
          { value: "green", count: 80 },
          { value: null, count: 80 },
        ],
      },
      distinct: { "metadata.sku": 100, "metadata.colour": 2 },
    });
  });

  it("can be asked for values with a prefix, ignoring case", async () => {
    const { facets, distinct } = await countFacets(context, { fields: ["metadata.sku", "label"], prefix: "SKU9" });
    expect(facets["metadata.sku"]).toHaveLength(11);
    expect(facets.label).toEqual([]);
    expect(distinct).toEqual({ "metadata.sku": 11, label: 0 });
  });

  it("of no rows are empty, and of numbers or unknown fields refused", async () => {
    expect((await queryRows(context, { filter: "false", facets: ["label", "dataset"] })).facets).toEqual({
      label: [],
      dataset: [],
    });
    await expect(countFacets(context, { fields: ["metadata.price"] })).rejects.toMatchObject({
      code: "bad-request",
      message: expect.stringContaining("histogram"),
    });
    await expect(countFacets(context, { fields: ["nothing"] })).rejects.toMatchObject({ code: "field-not-found" });
  });
});

describe("histograms", () => {
  it("count each value in the bin whose edges hold it", async () => {
    const values = Array.from({ length: ROWS }, (_, i) => price(i));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: -3, max: 15, noNaN: true }).map((low) => low + 0),
        fc.double({ min: 0.001, max: 20, noNaN: true }),
        async (bins, low, width) => {
          const high = low + width;
          const { edges, counts, missing, below, above } = await histogramOf(context, {
            of: { field: "metadata.price" },
            bins,
            low,
            high,
          });
          expect(edges).toHaveLength(bins + 1);
          expect([edges[0], edges[bins]]).toEqual([low, high]);
          const expected = counts.map(
            (_, b) =>
              values.filter(
                (v) =>
                  v !== null &&
                  v >= (edges[b] as number) &&
                  (b === bins - 1 ? v <= high : v < (edges[b + 1] as number)),
              ).length,
          );
          expect(counts).toEqual(expected);
          expect({ missing, below, above }).toEqual({
            missing: values.filter((v) => v === null).length,
            below: values.filter((v) => v !== null && v < low).length,
            above: values.filter((v) => v !== null && v > high).length,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("span 0 to 1 for scores and the values for fields; dates are milliseconds", async () => {
    const scores = await histogramOf(context, { of: { function: "apples" }, bins: 4 });
    expect(scores).toMatchObject({ edges: [0, 0.25, 0.5, 0.75, 1], missing: 30, below: 0, above: 0 });
    expect(scores.counts.reduce((a, b) => a + b)).toBe(210);
    const dates = await histogramOf(context, { of: { field: "created" }, bins: 39 });
    expect(dates.edges.at(0)).toBe(at(0).getTime());
    expect(dates.edges.at(-1)).toBe(at(39).getTime());
    expect(dates.counts).toEqual([...new Array<number>(38).fill(6), 12]);
  });

  it("of equal values or of none have edges that rise", async () => {
    const equal = await histogramOf(context, { of: { field: "width" }, filter: "width = 3", bins: 2 });
    expect(equal.edges).toEqual([2.5, 3, 3.5]);
    expect(equal.counts[1]).toBeGreaterThan(0);
    expect(await histogramOf(context, { of: { field: "width" }, filter: "false", bins: 2 })).toEqual({
      edges: [0, 0.5, 1],
      counts: [0, 0],
      missing: 0,
      below: 0,
      above: 0,
    });
    expect(await histogramOf(context, { of: { function: "young" }, bins: 1 })).toEqual({
      edges: [0, 1],
      counts: [0],
      missing: ROWS,
      below: 0,
      above: 0,
    });
    await expect(histogramOf(context, { of: { field: "label" } })).rejects.toMatchObject({ code: "bad-request" });
    await expect(histogramOf(context, { of: { field: "width" }, low: 3, high: 3 })).rejects.toMatchObject({
      code: "bad-request",
    });
  });
});

it("the histogram of a search counts every row of the filter, those without a vector apart", async () => {
  const histogram = await histogramOf(context, {
    filter: 'dataset = "arrivals"',
    of: { similarity: { space: "cn3", anchors: [{ key: "x", sign: "+" }], combine: "nearest", negativeWeight: 0.5 } },
    bins: 7,
  });
  const scores = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 3 !== 0);
  const counted = histogram.counts.map((_, bin) => {
    const [low, high] = [histogram.edges[bin] as number, histogram.edges[bin + 1] as number];
    const isLast = bin === 6;
    return scores.filter((i) => {
      const score = similar[i] as number;
      return score >= low && (score < high || (isLast && score === high));
    }).length;
  });
  expect(histogram.counts).toEqual(counted);
  expect(histogram.missing).toBe(scores.filter((i) => i % 8 === 0).length);
});
