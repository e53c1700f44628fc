import { expect, it } from "vitest";
import { edited, takingBack } from "./row-edit.ts";

const row = { labels: ["a", "b"], tags: [], metadata: { price: 3, isNew: true } };

it("takes an edit back", () => {
  const change = { labels: ["b", "c"], metadata: { price: null, shop: "x" } };
  const after = edited(row, change);
  expect(after).toEqual({ labels: ["b", "c"], tags: [], metadata: { isNew: true, shop: "x" } });
  const back = edited(after, takingBack(change, row, after));
  expect({ ...back, labels: back.labels.toSorted() }).toEqual(row);
});

it("keeps what was added after the edit that is taken back", () => {
  const change = { labels: ["a", "b", "first"] };
  const later = edited(edited(row, change), { labels: ["a", "b", "first", "second"], tags: ["t"] });
  expect(takingBack(change, row, later)).toEqual({ labels: ["a", "b", "second"] });
});
