import { ordinalsOf } from "@pomona/compute/bitset";
import {
  type ColourLegend,
  decodeColours,
  decodeMask,
  decodePoints,
  type MapColours,
  SCALE_MISSING,
} from "@pomona/contract/map-binary";
import { selection } from "@pomona/contract/selection";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendPlaces, fillMaps } from "../../store/catalog.fixture.ts";
import { removeMapLines } from "../../store/map-tables.ts";
import type { QueryContext } from "../queries/query-context.ts";
import { openQueries, ROWS, similar } from "../queries/query-rows.fixture.ts";
import type { ColourBy } from "./map-colours.ts";
import { mapColours, mapMask, mapPoints } from "./map-data.ts";

const MAPPED = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 10 !== 0);
const place = (row: number) => ({
  row,
  x: row / 10,
  y: -row,
  placed: row % 3,
  clusters: [row < 100 ? 4 : -1, row < 50 ? 5 : 6, -1],
});
let context: QueryContext;
beforeAll(async () => {
  context = await openQueries();
  const clusters = [
    { id: 4, level: 0, name: "apples" },
    { id: 5, level: 1, name: "red apples" },
  ];
  await context.database.write((tx) =>
    fillMaps(context.database, tx, [
      { projection: "Map", version: 2, places: [place(1)] },
      { projection: "Map", version: 3, places: MAPPED.map(place).reverse(), clusters },
      { projection: "Map", version: 4, state: "laying", places: [] },
      { projection: "young", version: 5, state: "laying", places: [] },
    ]),
  );
});
afterAll(() => context.database.close());

const points = async (more: { version?: number; after?: string; colour?: string } = {}) =>
  decodePoints((await mapPoints(context, { name: "Map", precision: "float32", ...more })).bytes);

describe("the points of a map", () => {
  it("are those of the newest complete version unless another is named", async () => {
    const { version, isWhole, ordinals, x, placed } = await points();
    expect({ version, isWhole, ordinals: [...ordinals] }).toEqual({ version: 3, isWhole: true, ordinals: MAPPED });
    expect(x).toEqual(Float32Array.from(MAPPED, (row) => row / 10));
    expect([...placed]).toEqual(MAPPED.map((row) => row % 3));
    expect([...(await points({ version: 2 })).ordinals]).toEqual([1]);
  });

  it("come with their colours where asked", async () => {
    const { colours, ordinals } = await points({ colour: '{"field":"dataset"}' });
    expect(colours?.ordinals).toEqual(ordinals);
    expect(colours?.legend).toMatchObject({ categories: [{ value: "arrivals" }, { value: "shop" }] });
    await expect(points({ colour: "label" })).rejects.toMatchObject({ code: "bad-request" });
    await expect(points({ colour: '{"colour":1}' })).rejects.toThrow("says nothing that points can be coloured by");
  });

  it("after a token are those that came since, or all where some are gone", async () => {
    const { token } = await points({ version: 2 });
    const map = { projection: 1, version: 2 };
    await context.database.write((tx) => appendPlaces(tx, map, [place(9), place(0)]));
    const since = await points({ version: 2, after: token });
    expect([since.isWhole, [...since.ordinals]]).toEqual([false, [0, 9]]);
    await context.database.write((tx) => removeMapLines(tx, map, [1]));
    const all = await points({ version: 2, after: token });
    expect([all.isWhole, [...all.ordinals]]).toEqual([true, [0, 9]]);
  });

  it("of what is not there, or not laid out yet, are refused with what there is", async () => {
    const asked = (name: string, version?: number) => mapPoints(context, { name, version, precision: "uint16" });
    await expect(asked("Mop")).rejects.toThrow('Did you mean "Map"?');
    await expect(asked("young")).rejects.toMatchObject({ code: "projection-not-found" });
    await expect(asked("Map", 4)).rejects.toThrow("Its complete versions: 3, 2");
  });
});

const coloursBy = async (by: ColourBy): Promise<MapColours> =>
  decodeColours((await mapColours(context, { name: "Map", by })).bytes);

/** What the colour of each point says, by the legend. */
function told({ legend, values }: MapColours): (string | number | null)[] {
  return [...values].map((value) => {
    if (legend.kind === "scale")
      return value === SCALE_MISSING ? null : legend.low + (value / 65_534) * (legend.high - legend.low);
    if (value === legend.missing?.value) return null;
    return value === legend.other?.value ? "other" : (legend.categories[value]?.value ?? "?");
  });
}

const countsIn = (values: readonly unknown[]): Map<unknown, number> => {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

/** The counts of a legend are those of its points, most frequent first. */
function expectCounts(colours: MapColours): void {
  const legend = colours.legend as Extract<ColourLegend, { kind: "category" }>;
  const counts = countsIn(told(colours));
  for (const { value, count } of legend.categories) expect([value, count]).toEqual([value, counts.get(value) ?? 0]);
  expect(legend.missing?.count ?? 0).toBe(counts.get(null) ?? 0);
  expect(legend.other?.count ?? 0).toBe(counts.get("other") ?? 0);
}

describe("the colours of points", () => {
  it("by a list are its first value, and tell how many rows have several", async () => {
    const colours = await coloursBy({ field: "label" });
    expect(told(colours)).toEqual(MAPPED.map((i) => (i % 4 === 0 ? null : "apple")));
    expect(colours.legend).toMatchObject({ several: MAPPED.filter((i) => i % 4 === 1).length, other: null });
    expectCounts(colours);
  });

  it("by a text, a choice or true and false are categories", async () => {
    for (const field of [
      "dataset",
      "mediaType",
      "metadata.colour",
      "metadata.isRipe",
      "duplicate",
      "metadata.sku",
      "key",
    ])
      expectCounts(await coloursBy({ field }));
    expect(told(await coloursBy({ field: "metadata.colour" }))).toEqual(
      MAPPED.map((i) => ["red", "green", null][i % 3]),
    );
    expect(new Set(told(await coloursBy({ field: "metadata.isRipe" })))).toEqual(new Set(["true", "false", null]));
  });

  it("by a number are a scale over what most rows have, though a few lie far away", async () => {
    const colours = await coloursBy({ field: "metadata.price" });
    expect(colours.legend).toMatchObject({ kind: "scale", unit: "number", highest: 1e300 });
    const width = await coloursBy({ field: "width" });
    expect(width.legend).toMatchObject({ low: 0, high: 16, missing: MAPPED.filter((i) => i % 6 === 0).length });
    for (const [at, value] of told(width).entries()) {
      const row = MAPPED[at] as number;
      if (row % 6 === 0) expect(value).toBeNull();
      else expect(value).toBeCloseTo(row % 17, 2);
    }
  });

  it("by a date are a scale of milliseconds", async () => {
    const colours = await coloursBy({ field: "created" });
    expect(colours.legend).toMatchObject({
      unit: "date",
      low: Date.UTC(2026, 0, 1, 1),
      high: Date.UTC(2026, 0, 2, 15),
    });
  });

  it("by a function or a search are its scores, none for rows without one", async () => {
    for (const by of [
      { function: "apples" },
      { similarity: { space: "cn3", anchors: [{ key: "a", sign: "+" }], combine: "nearest", negativeWeight: 0.5 } },
    ] as ColourBy[]) {
      const colours = await coloursBy(by);
      const expected = (i: number): number | null => {
        if (i % 8 === 0) return null;
        return "function" in by ? Math.fround(((i * 37) % 50) / 50) : (similar[i] as number);
      };
      for (const [at, value] of told(colours).entries()) {
        const wanted = expected(MAPPED[at] as number);
        if (wanted === null) expect(value).toBeNull();
        else expect(value).toBeCloseTo(wanted, 3);
      }
    }
    expect((await coloursBy({ function: "young" })).legend).toMatchObject({ missing: MAPPED.length });
  });

  it("by agreement say whether two fields say the same", async () => {
    const same = await coloursBy({ agreement: ["label", "tag"] });
    expect(told(same)).toEqual(MAPPED.map((i) => (i % 4 === 0 || i % 5 !== 0 ? null : "different")));
    expectCounts(same);
    const own = await coloursBy({ agreement: ["metadata.price", "metadata.price"] });
    expect(told(own)).toEqual(MAPPED.map((i) => (i % 11 === 0 ? null : "same")));
    const list = await coloursBy({ agreement: ["metadata.sku", "metadata.kinds"] });
    expect(told(list)).toEqual(MAPPED.map((i) => (i % 2 === 0 ? null : "different")));
  });

  it("by cluster have the names of the level, and numbers that filters take", async () => {
    const coarse = await coloursBy({ cluster: 0 });
    expect(told(coarse)).toEqual(MAPPED.map((i) => (i < 100 ? "apples" : null)));
    expect(coarse.legend).toMatchObject({ categories: [{ value: "apples", id: 4 }] });
    const fine = await coloursBy({ cluster: 1 });
    expect(fine.legend).toMatchObject({
      categories: [
        { value: "Cluster 6", id: 6 },
        { value: "red apples", id: 5 },
      ],
      missing: null,
    });
    expectCounts(fine);
    expect((await coloursBy({ cluster: 2 })).legend).toMatchObject({ categories: [] });
  });

  it("by arrival rise with the points", async () => {
    const values = told(await coloursBy({ arrival: true })) as number[];
    expect(values.every((value, i) => Math.abs(value - i) < 0.01)).toBe(true);
  });

  it("by what is not there, or by whole texts, are refused", async () => {
    await expect(coloursBy({ field: "lable" })).rejects.toMatchObject({ code: "field-not-found" });
    await expect(coloursBy({ function: "pears" })).rejects.toMatchObject({ code: "function-not-found" });
    await expect(coloursBy({ field: "text" })).rejects.toMatchObject({ code: "bad-request" });
  });
});

describe("the mask of a selection", () => {
  const mask = async (filter: string) => {
    const asked = selection.parse({ filter });
    return decodeMask((await mapMask(context, { name: "Map", selection: asked })).bytes);
  };

  it("has the rows by ordinal, and counts those on the map", async () => {
    const { bits, ...counts } = await mask('dataset = "shop"');
    const shop = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 3 === 0);
    expect([...ordinalsOf(bits)]).toEqual(shop);
    expect(counts).toEqual({ version: 3, count: shop.length, mapped: shop.filter((i) => i % 10 !== 0).length });
  });

  it("of a region and of clusters is what lies there", async () => {
    const region = await mask('region("Map", 3, "1 -1000, 5 -1000, 5 1000, 1 1000") and not label exists');
    expect([...ordinalsOf(region.bits)]).toEqual(MAPPED.filter((i) => i >= 10 && i < 50 && i % 4 === 0));
    const clusters = await mask('cluster("Map", 3) in (5, 99)');
    expect([...ordinalsOf(clusters.bits)]).toEqual(MAPPED.filter((i) => i < 50));
    expect((await mask('not mapped("Map")')).mapped).toBe(0);
    expect((await mask('mapped("young")')).count).toBe(0);
  });

  it("of a map that is not there, or not any more, is refused with what to do", async () => {
    await expect(mask('label exists and region("Mop", 3, "0 0, 1 0, 1 1")')).rejects.toMatchObject({
      code: "projection-not-found",
      message: 'Column 25: There is no projection "Mop". Did you mean "Map"?',
    });
    const gone = 'region("Map", 1, "0 0, 1 0, 1 1")';
    await expect(mask(gone)).rejects.toMatchObject({
      code: "bad-filter",
      fields: { newest: 3, column: 15, length: 1 },
    });
    await expect(mask(gone)).rejects.toThrow("draw the region");
    await expect(mask('cluster("Map", 1) = 2')).rejects.toMatchObject({ fields: { column: 16 } });
    await expect(mask('mapped("Map", 1)')).rejects.toMatchObject({ fields: { column: 15 } });
    await expect(mask('cluster("young", 5) = 2')).rejects.toThrow("not laid out yet");
  });
});
