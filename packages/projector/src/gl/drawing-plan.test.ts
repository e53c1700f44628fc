import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutPlan, drawingPlan, pointsOf } from "./drawing-plan.ts";

const counts = fc.record({ dimmed: fc.nat(5000), plain: fc.nat(5000), selected: fc.nat(500) });
const density = { whole: 0.5, passing: 0.1 };

describe("a drawing plan", () => {
  it("has all points in the order dimmed, plain, halo, selected when the budget allows", () => {
    const plan = drawingPlan({ counts: { dimmed: 5, plain: 7, selected: 2 }, density, ratio: 1, budget: 100 });
    expect(plan.map(({ list, to }) => [list, to])).toEqual([
      ["dimmed", 5],
      ["plain", 7],
      ["halo", 2],
      ["selected", 2],
    ]);
  });

  it("takes the same share of each list when it does not, drawn no smaller and no fainter", () => {
    const input = {
      counts: { dimmed: 10_000, plain: 90_000, selected: 0 },
      density: { whole: 5, passing: 4 },
      ratio: 1,
    };
    const sample = drawingPlan({ ...input, budget: 10_000 });
    const whole = drawingPlan({ ...input, budget: 1e6 });
    expect(sample.map(({ to }) => to)).toEqual([1000, 9000]);
    for (const [i, { diameter, opacity }] of sample.entries()) {
      expect(diameter).toBeGreaterThanOrEqual(whole[i]!.diameter);
      expect(opacity).toBeGreaterThanOrEqual(whole[i]!.opacity);
    }
  });

  it("is cut into steps that draw each point once and in order, none over the budget", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 3000 }), (some, budget) => {
        const plan = drawingPlan({ counts: some, density, ratio: 2, budget: Number.POSITIVE_INFINITY });
        const ends: Record<string, number> = {};
        let rest = plan;
        for (let steps = 0; rest.length > 0; steps++) {
          expect(steps).toBeLessThan(20_000);
          const cut = cutPlan(rest, budget);
          expect(pointsOf(cut.step)).toBeLessThanOrEqual(budget);
          for (const { list, from, to } of cut.step) {
            expect(from).toBe(ends[list] ?? 0);
            ends[list] = to;
          }
          rest = cut.rest;
        }
        expect(ends).toEqual(Object.fromEntries(plan.map(({ list, to }) => [list, to])));
      }),
    );
  });
});
