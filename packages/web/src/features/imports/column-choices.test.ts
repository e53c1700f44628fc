import { columnMapping } from "@pomona/contract/imports";
import { expect, it } from "vitest";
import { type ColumnChoice, hasContent, mappingOf, withRole, withType } from "./column-choices.ts";

const columns: ColumnChoice[] = [
  { name: "id", role: "key", type: "string" },
  { name: "body", role: "text", type: "text" },
  { name: "photo", role: "metadata", type: "string" },
  { name: "stars", role: "metadata", type: "number" },
  { name: "kind", role: "labels", type: "string" },
];
const roleOf = (choices: ColumnChoice[], name: string) => choices.find((column) => column.name === name)?.role;

it("gives the part of key and of content to one column at a time", () => {
  const withPhoto = withRole(columns, "photo", "path");
  expect([roleOf(withPhoto, "photo"), roleOf(withPhoto, "body")]).toEqual(["path", "metadata"]);
  const withKey = withRole(columns, "photo", "key");
  expect([roleOf(withKey, "photo"), roleOf(withKey, "id")]).toEqual(["key", "metadata"]);
  expect(roleOf(withRole(columns, "stars", "labels"), "kind")).toBe("labels");
  expect(hasContent(withRole(columns, "body", "skip"))).toBe(false);
});

it("maps every column, so that the server guesses none", () => {
  const chosen = withType(withRole(columns, "id", "skip"), "stars", "string");
  const mapping = mappingOf(chosen, new Set(["stars"]));
  expect(mapping).toEqual({
    key: null,
    text: "body",
    labels: ["kind"],
    tags: [],
    skip: ["id"],
    types: { stars: "string" },
  });
  expect(columnMapping.safeParse(mapping).success).toBe(true);
  expect(mappingOf(columns, new Set()).types).toBeUndefined();
});
