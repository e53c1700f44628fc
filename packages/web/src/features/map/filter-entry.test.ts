import type { Field } from "@pomona/contract/fields";
import { expect, it } from "vitest";
import { entryFilter } from "./filter-entry.ts";

const map = { name: "shop", version: 2 };
const fields = [
  { name: "label", type: "strings" },
  { name: "metadata.organic", type: "boolean" },
] as unknown as Field[];

it("a category of a field is a filter by it, and none again at the second press", () => {
  const toggle = entryFilter({ kind: "field", field: "label" }, map, fields);
  const once = toggle?.([], { value: "apple" });
  expect(once).toEqual([{ field: "label", op: "=", value: "apple" }]);
  expect(toggle?.(once ?? [], { value: "apple" })).toEqual([]);
  expect(toggle?.([], { value: null })).toEqual([{ not: { field: "label", op: "exists" } }]);
});

it("yes and no are not the words for them", () => {
  expect(entryFilter({ kind: "field", field: "metadata.organic" }, map, fields)?.([], { value: "true" })).toEqual([
    { field: "metadata.organic", op: "=", value: true },
  ]);
});

it("a cluster is one by its number; the bucket of others and agreements are none", () => {
  expect(entryFilter({ kind: "cluster", level: 1 }, map, fields)?.([], { value: "Apples", id: 17 })).toEqual([
    { cluster: [17], projection: "shop", version: 2 },
  ]);
  expect(entryFilter({ kind: "field", field: "label" }, map, fields)?.([], { value: undefined })).toEqual([]);
  expect(entryFilter({ kind: "agreement", fields: ["label", "tag"] }, map, fields)).toBeNull();
});
