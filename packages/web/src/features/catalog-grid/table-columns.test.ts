import type { Row } from "@pomona/contract/rows";
import { expect, it } from "vitest";
import { nextSort, scoresOf, tableColumns } from "./table-columns.ts";

const field = (name: string, type: "number" | "text" | "strings" | "datetime", sortable = true) => ({
  name,
  type,
  sortable,
  facetable: false,
  builtin: !name.startsWith("metadata."),
});

it("has a column for each field that can be shown, each metadata field and each function", () => {
  const columns = tableColumns(
    [field("label", "strings", false), field("duplicate", "text"), field("metadata.price", "number")],
    [{ name: "apples" }],
  );
  expect(columns.map(({ id, sort }) => [id, sort])).toEqual([
    ["label", undefined],
    ["metadata.price", "metadata.price"],
    ["function:apples", "function:apples"],
  ]);
  const row = { labels: ["a", "b"], metadata: { price: 0 }, scores: { apples: 0 } } as unknown as Row;
  expect(columns.map((column) => column.text(row))).toEqual(["a, b", "0", "0.000"]);
  const empty = { labels: [], metadata: {}, scores: { apples: null } } as unknown as Row;
  expect(columns.map((column) => column.text(empty))).toEqual(["", "", ""]);
});

it("turns the order of a column round, then ends it; scores begin with the best", () => {
  expect(nextSort("created", undefined)).toBe("created");
  expect(nextSort("created", "created")).toBe("-created");
  expect(nextSort("created", "-created")).toBeUndefined();
  expect(nextSort("created", "width")).toBe("created");
  expect(nextSort("function:f", undefined)).toBe("-function:f");
  expect(nextSort("function:f", "-function:f")).toBe("function:f");
});

it("asks for the scores of the columns only", () => {
  expect(scoresOf(["dataset", "function:a b"])).toEqual(["a b"]);
  expect(scoresOf(["dataset"])).toBeUndefined();
});
