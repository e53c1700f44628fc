import { expect, it } from "vitest";
import { placeAmong } from "./calendar-scale.ts";

const months = [0, 1, 2, 3].map((month) => Date.UTC(2026, month));

it("places an edge at its number, and a moment between two by its share of their distance", () => {
  expect(months.map((ms) => placeAmong(months, ms))).toEqual([0, 1, 2, 3]);
  expect(placeAmong(months, Date.UTC(2026, 1, 15))).toBe(1.5);
});

it("keeps moments outside at the ends", () => {
  expect([placeAmong(months, 0), placeAmong(months, Date.UTC(2027, 0))]).toEqual([0, 3]);
});
