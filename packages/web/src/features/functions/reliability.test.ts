import { expect, it } from "vitest";
import { copy } from "../../copy.ts";
import { reliabilityOf } from "./reliability.ts";

const platt = { method: "platt", slope: 1, intercept: 0 } as const;
const orderOf = (low: number, high: number): string =>
  reliabilityOf({
    averagePrecision: { value: (low + high) / 2, low, high },
    calibration: platt,
    calibrationError: 0.02,
  }).order;

it("tells certain figures from those that little evidence stands behind", () => {
  expect(orderOf(0.93, 0.99)).toBe(copy.learn.reliability.strong);
  expect(orderOf(0.7, 0.9)).toBe(copy.learn.reliability.fair);
  expect(orderOf(0.3, 0.5)).toBe(copy.learn.reliability.weak);
  expect(orderOf(0.4, 0.95)).toBe(copy.learn.reliability.uncertain("0.400", "0.950"));
  const none = reliabilityOf({ averagePrecision: null, calibration: platt, calibrationError: null });
  expect(none).toEqual({ order: copy.learn.reliability.unknown, scores: copy.learn.notCalibrated });
});

it("says that 0.8 means 80 % only where it does", () => {
  const scores = (calibrationError: number, method: "platt" | "prior" = "platt", low = 0.8): string =>
    reliabilityOf({
      averagePrecision: { value: 0.9, low, high: 0.95 },
      calibration: { ...platt, method },
      calibrationError,
    }).scores;
  expect(scores(0.03)).toBe(copy.learn.calibrated);
  expect(scores(0.12)).toBe(copy.learn.offBy("12"));
  expect(scores(0, "platt", 0.2)).toBe(copy.learn.notCalibrated);
  expect(scores(0.03, "prior")).toBe(copy.learn.notCalibrated);
});
