import { expect, it } from "vitest";
import { flattenPreview } from "./flatten-preview.ts";

it("gives metadata columns of their own and leaves empty columns out", () => {
  const rows = [
    { key: "a", labels: ["red", "round"], tags: [], metadata: { price: 2 } },
    { key: "b", labels: [], tags: [], metadata: { price: null, shop: { city: "Oslo" } } },
  ];
  expect(flattenPreview(rows)).toEqual({
    columns: ["key", "labels", "price", "shop"],
    rows: [
      ["a", "red, round", "2", ""],
      ["b", "", "", '{"city":"Oslo"}'],
    ],
  });
});
