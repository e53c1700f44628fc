import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { similarityCurve } from "./similarity-curve.ts";

/** [least distance, a, b]; made by golden/make_layouts.py. */
const { curves }: { curves: [number, number, number][] } = JSON.parse(
  readFileSync(new URL("../../golden/layouts.json", import.meta.url), "utf8"),
);

test.each(curves)("the curve for a least distance of %d is that of umap-learn", (least, a, b) => {
  const curve = similarityCurve(least);
  expect(curve.a).toBeCloseTo(a, 5);
  expect(curve.b).toBeCloseTo(b, 5);
});
