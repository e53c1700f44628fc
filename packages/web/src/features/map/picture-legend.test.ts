import type { ColourLegend } from "@pomona/contract/map-binary";
import { describe, expect, test } from "vitest";
import { pictureLegend } from "./picture-legend.ts";

const shown = { title: "Colour by x", choice: { kind: "label" } as never, theme: "light" as const };

describe("the legend of a saved picture", () => {
  test("has the title, then a line with a colour of its own for each category", () => {
    const legend = {
      kind: "category",
      categories: [
        { value: "cat", count: 12 },
        { value: "dog", count: 3000 },
      ],
      several: 0,
    } as unknown as ColourLegend;
    const lines = pictureLegend({ ...shown, legend });
    expect(lines.map(({ text }) => text)).toEqual(["Colour by x", "cat (12)", "dog (3,000)"]);
    const colours = lines.map(({ colour }) => colour);
    expect(colours[0]).toBe(undefined);
    expect(new Set(colours.slice(1)).size).toBe(2);
    for (const colour of colours.slice(1)) expect(colour).toMatch(/^rgb\(\d+ \d+ \d+\)$/);
  });

  test("of a scale names five of its colours, from low to high", () => {
    const legend = { kind: "scale", unit: "score", low: 0, high: 1, lowest: 0, highest: 1, missing: 0 } as ColourLegend;
    const lines = pictureLegend({ ...shown, legend });
    expect(lines).toHaveLength(6);
    expect(lines.slice(1).map(({ text }) => Number.parseFloat(text))).toEqual(
      lines
        .slice(1)
        .map(({ text }) => Number.parseFloat(text))
        .toSorted((a, b) => a - b),
    );
    expect(new Set(lines.slice(1).map(({ colour }) => colour)).size).toBe(5);
  });

  test("has the title alone while the colours are not there", () => {
    expect(pictureLegend({ ...shown, legend: undefined })).toEqual([{ text: "Colour by x" }]);
  });
});
