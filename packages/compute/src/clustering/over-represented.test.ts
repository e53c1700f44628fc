import fc from "fast-check";
import { expect, test } from "vitest";
import { overRepresentation } from "./over-represented.ts";

test("share and lift are those of the counts, and nothing is told where the part is as the whole", () => {
  expect(overRepresentation({ count: 30, rows: 40, totalCount: 60, totalRows: 400 })).toMatchObject({
    share: 0.75,
    lift: 5,
  });
  const same = overRepresentation({ count: 10, rows: 100, totalCount: 100, totalRows: 1000 });
  expect(same.lift).toBe(1);
  expect(same.weight).toBe(0);
  expect(Math.abs(same.certainty)).toBeLessThan(1e-9);
});

test("certainty is the z-score of the log odds ratio with the prior, worked out by hand", () => {
  // Prior: 1 of 10 rows. Odds (9 + 1) / (1 + 9) = 1 against (91 + 1) / (809 + 9).
  const { certainty } = overRepresentation({ count: 9, rows: 10, totalCount: 100, totalRows: 910 });
  const prior = (10 * 100) / 910;
  const odds = (has: number, of: number): number => Math.log((has + prior) / (of - has + 10 - prior));
  const deviation = Math.sqrt(1 / (9 + prior) + 1 / (91 + prior));
  expect(certainty).toBeCloseTo((odds(9, 10) - odds(91, 900)) / deviation, 12);
});

test("the same share is more certain of more rows", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 2, max: 20 }), (count, times) => {
      const few = overRepresentation({ count, rows: count, totalCount: 2 * count, totalRows: 20 * count });
      const many = overRepresentation({
        count: count * times,
        rows: count * times,
        totalCount: 2 * count * times,
        totalRows: 20 * count * times,
      });
      expect(many.certainty).toBeGreaterThan(few.certainty);
      expect(many.weight).toBe(few.weight);
    }),
  );
});

test("what every row has is told of no part", () => {
  const all = overRepresentation({ count: 10, rows: 10, totalCount: 500, totalRows: 500 });
  expect(all.weight).toBe(0);
  expect(Number.isFinite(all.certainty)).toBe(true);
});
