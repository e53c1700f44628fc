import { expect, it } from "vitest";
import { legendEntries, pointColours, scaleGradient } from "./map-colours.ts";

const legend = {
  kind: "category",
  categories: [
    { value: "apple", count: 7 },
    { value: "pear", count: 3 },
  ],
  other: { value: 2, count: 4, categories: 9 },
  missing: { value: 3, count: 1 },
  several: 0,
} as const;

it.each(["light", "dark"] as const)("in %s colours each line of the legend has the colour of its points", (theme) => {
  const mutable = { ...legend, categories: [...legend.categories] };
  const colours = pointColours(mutable, Uint16Array.of(0, 3, 2, 1), theme);
  const entries = legendEntries(mutable, theme);
  expect(entries.map(({ value, count }) => [value, count])).toEqual([
    ["apple", 7],
    ["pear", 3],
    [undefined, 4],
    [null, 1],
  ]);
  for (const { index, colour } of entries)
    expect([...colours.palette.slice(index * 3, index * 3 + 3)]).toEqual([...colour]);
  expect(new Set(entries.map(({ colour }) => colour.join())).size).toBe(4);
});

it("rows without a value have no line where there are none", () => {
  const none = { ...legend, categories: [], other: null, missing: { value: 0, count: 0 } };
  expect(legendEntries(none, "light")).toEqual([]);
});

it("a scale is drawn from its lowest colour to its highest", () => {
  const scale = { kind: "scale", unit: "number", low: 0, high: 1, lowest: 0, highest: 1, missing: 0 } as const;
  const { palette } = pointColours(scale, Uint16Array.of(0), "dark");
  const gradient = scaleGradient("dark");
  expect(gradient.startsWith(`linear-gradient(to right, rgb(${palette.slice(0, 3).join(" ")})`)).toBe(true);
  expect(gradient.endsWith(`rgb(${palette.slice(-3).join(" ")}))`)).toBe(true);
});
