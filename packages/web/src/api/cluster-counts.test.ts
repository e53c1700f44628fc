import { expect, it } from "vitest";
import { countClusters } from "./cluster-counts.ts";

const colours = {
  legend: {
    kind: "category" as const,
    categories: [
      { value: "ripe", count: 3, id: 7 },
      { value: "green", count: 1, id: 4 },
    ],
    other: null,
    missing: { value: 2, count: 1 },
    several: 0,
  },
  ordinals: Uint32Array.of(0, 2, 3, 9, 20),
  values: Uint16Array.of(0, 0, 1, 0, 2),
};

it("counts the rows of each cluster that pass the filter", () => {
  // Ordinals 0, 3 and 9 pass; ordinals beyond the end of the bits do not.
  expect(countClusters(colours, { bits: Uint8Array.of(0b1001, 0b10) })).toEqual({ 7: 2, 4: 1 });
});

it("a scale has no clusters", () => {
  const legend = {
    kind: "scale" as const,
    unit: "number" as const,
    low: 0,
    high: 1,
    lowest: 0,
    highest: 1,
    missing: 0,
  };
  expect(countClusters({ ...colours, legend }, { bits: Uint8Array.of(255) })).toEqual({});
});
