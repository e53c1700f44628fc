import { bitsetOf } from "@pomona/compute/bitset";
import fc from "fast-check";
import { expect, it } from "vitest";
import { rankByScore, rankedPage } from "./rank-column.ts";

it("orders as a stable comparison sort does, rows without a score last, whole or page by page", async () => {
  const score = fc.oneof(
    fc.float(),
    fc.constantFrom(0, -0, 0.5, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(score, { maxLength: 60 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 3 }),
      async (values, isDescending, step) => {
        const scores = Float32Array.from(values);
        // Beyond the scores too: those rows have none.
        const ordinals = Uint32Array.from({ length: Math.ceil(values.length / step) + 2 }, (_, i) => i * step);
        const value = (ordinal: number) => scores[ordinal] ?? Number.NaN;
        const expected = [...ordinals].sort((a, b) => {
          const [x, y] = [value(a), value(b)];
          if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
          return x === y ? a - b : x < y === isDescending ? 1 : -1;
        });
        expect([...(await rankByScore(ordinals, scores, isDescending))]).toEqual(expected);
        const bits = bitsetOf(ordinals, (ordinals.at(-1) ?? 0) + 1);
        const pages: number[] = [];
        for (let last = -1; last !== undefined; ) {
          const after = last < 0 ? null : { score: value(last), ordinal: last };
          const page = await rankedPage(bits, scores, { isDescending, limit: step + 3, after });
          pages.push(...page);
          last = page.at(-1) as number;
        }
        expect(pages).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});
