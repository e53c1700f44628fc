import type { Filter } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import type { Path } from "@pomona/contract/filter-places";
import { Problem } from "@pomona/contract/problems";
import { expect, it } from "vitest";
import { catalogQuery } from "./catalog-query.ts";
import { refusalInText } from "./filter-refusal.ts";

const refused = (path: Path, message: string) =>
  new Problem("bad-filter", { detail: message, fields: { path, op: "=" } });
/** The tree as the server gets it. */
const sent = (text: string): Filter =>
  JSON.parse(JSON.stringify(catalogQuery({ like: ["+row:a"], min: 0.5 }, readFilterInput(text).filter, "s").filter));

it("stands at the part of the text that the server's path names, without the path", () => {
  const text = "not (label exists or width = 'x') and key exists";
  const error = refused(["and", 0, "not", "or", 1, "value"], "filter.and[0].not.or[1].value: No number");
  expect(refusalInText(error, sent(text), text)).toMatchObject({
    code: "bad-filter",
    message: "Column 30: No number",
    fields: { op: "=", column: 30, length: 3 },
  });
});

it("stands in a text of one condition, and in a tree in JSON", () => {
  const only = readFilterInput("width = 'x'").filter;
  expect(refusalInText(refused(["value"], "filter.value: No number"), only, "width = 'x'")).toMatchObject({
    message: "Column 9: No number",
  });
  const json = '{"field": "width", "op": "=", "value": "x"}';
  expect(refusalInText(refused(["value"], "filter.value: No number"), only, json)).toMatchObject({
    fields: { column: 31, length: 12 },
  });
});

it("stays as it is where the text has no such condition or the problem has no place", () => {
  const text = "key exists";
  const added = refused(["and", 2, "similarity"], "filter.and[2].similarity: No such row");
  expect(refusalInText(added, sent(text), text)).toBe(added);
  const elsewhere = new Problem("stopping", "The server is stopping");
  expect(refusalInText(elsewhere, sent(text), text)).toBe(elsewhere);
  expect(refusalInText(added, sent(text), "label = =")).toBe(added);
});
