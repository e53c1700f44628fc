import { expect, it } from "vitest";
import { figureName, figureText } from "./figure-text.ts";

it("has words for what a probe found, and keeps names it does not know", () => {
  expect(figureName("trained.averagePrecision")).toBe("Average precision");
  expect(figureName("trained.novelty")).toBe("trained.novelty");
});

it("writes figures of every shape without JSON", () => {
  expect(figureText({ value: 0.27120778, low: 0.0196, high: 0.5227 })).toBe("0.2712 (0.0196 to 0.5227)");
  expect(figureText({ method: "platt", slope: 0.76003, intercept: -2.12909 })).toBe(
    "method platt, slope 0.76, intercept -2.129",
  );
  expect(
    figureText([
      { function: "ripe", weight: 2 },
      { function: null, weight: 1 },
    ]),
  ).toBe("ripe × 2, –");
  expect([figureText(null), figureText("probe"), figureText(2000)]).toEqual(["–", "probe", "2,000"]);
});
