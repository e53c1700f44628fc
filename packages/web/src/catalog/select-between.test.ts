import type { Row } from "@pomona/contract/rows";
import { expect, it } from "vitest";
import { selectBetween } from "./select-between.ts";
import { isSelected, NOTHING_SELECTED, toSelection } from "./selection.ts";

const query = { filter: { project: "p" }, sort: { field: "width" } };
const end = (position: number) => ({ key: `k${position}`, position });
/** Only the first 100 rows and those from 400,000 on are loaded. */
const rowAt = (position: number) =>
  position < 100 || position >= 400_000 ? ({ key: `k${position}` } as Row) : undefined;

it("names a few loaded rows", () => {
  const selection = selectBetween(NOTHING_SELECTED, query, { from: end(7), to: end(4), isOn: true, rowAt });
  expect(toSelection(selection, query.filter)).toEqual({ filter: { or: [] }, include: ["k4", "k5", "k6", "k7"] });
});

it("sends what is not loaded as a range of the result, and marks what is at hand", () => {
  const selection = selectBetween(NOTHING_SELECTED, query, { from: end(50), to: end(400_010), isOn: true, rowAt });
  expect(toSelection(selection, { project: "other" })).toEqual({
    filter: { or: [] },
    include: [],
    steps: [{ add: true, range: { ...query, from: "k50", to: "k400010" } }],
  });
  expect(["k49", "k50", "k99", "k400000", "k400010", "k400011"].map((key) => isSelected(selection, key))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
});
