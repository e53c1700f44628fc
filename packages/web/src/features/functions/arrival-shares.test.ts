import { expect, it } from "vitest";
import { arrivalShares } from "./arrival-shares.ts";

it("compares the newest step that has rows enough with all rows", () => {
  const steps = [
    { scored: 1000, above: 10 },
    { scored: 1000, above: 200 },
  ];
  expect(arrivalShares({ arrivals: { rowsPerStep: 1000, steps }, aboveThreshold: 400, servedScored: 8000 })).toEqual({
    steps: [0.01, 0.2],
    recent: 0.2,
    recentRows: 1000,
    whole: 0.05,
  });
});

it("takes more steps together in a small catalog, and knows when nothing is scored", () => {
  const steps = Array.from({ length: 10 }, () => ({ scored: 4, above: 1 }));
  const few = arrivalShares({ arrivals: { rowsPerStep: 4, steps }, aboveThreshold: 10, servedScored: 40 });
  expect(few).toMatchObject({ recent: 0.25, recentRows: 20 });
  const none = arrivalShares({
    arrivals: { rowsPerStep: 1, steps: [{ scored: 0, above: 0 }] },
    aboveThreshold: 0,
    servedScored: 0,
  });
  expect(none).toEqual({ steps: [null], recent: null, recentRows: 0, whole: null });
});
