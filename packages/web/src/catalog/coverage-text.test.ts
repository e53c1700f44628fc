import { expect, it } from "vitest";
import { coverageText } from "./coverage-text.ts";

it("always says how much is scored, and what waits or failed where something does", () => {
  const scoring = { scored: 412_000, total: 1_000_000, pendingRows: 12, failedRows: 3 };
  expect(coverageText(scoring)).toBe("412,000 of 1,000,000 scored; 12 pending, 3 failed");
  expect(coverageText({ ...scoring, pendingRows: 0 })).toBe("412,000 of 1,000,000 scored; 3 failed");
  expect(coverageText({ scored: 5, total: 5, pendingRows: 0, failedRows: 0 })).toBe("5 of 5 scored");
});
