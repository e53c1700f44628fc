import { automationAction, createAutomationRequest } from "@pomona/contract/automations";
import { sliceName } from "@pomona/contract/names";
import { expect, test } from "vitest";
import { z } from "zod";
import { issueWords } from "./issue-words.ts";

const wordsOf = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map((issue) => [issue.path.join("."), issueWords(issue)]);

test.each<[z.ZodType, unknown, string, string]>([
  [automationAction, { kind: "tag", tag: "" }, "tag", "must not be empty"],
  [
    automationAction,
    { kind: "webhook", url: "https://a/", secret: "short" },
    "secret",
    "must have at least 8 characters",
  ],
  [automationAction, { kind: "webhook", url: "https://a/", rowsPerCall: 0 }, "rowsPerCall", "must be at least 1"],
  [automationAction, { kind: "webhook", url: "https://a/", rowsPerCall: 1.5 }, "rowsPerCall", "must be a whole number"],
  [automationAction, { kind: "webhook", url: "ftp://a/" }, "url", "Expected an http or https address"],
  [automationAction, { kind: "batch", batch: "b" }, "project", "is missing: it must be a text"],
  [
    automationAction,
    { kind: "batch", batch: "b", project: "p", group: "week" },
    "group",
    'must be one of "day", "all"',
  ],
  [automationAction, { kind: "tag", tag: "a", tags: 1 }, "", 'has fields that are not known: "tags"'],
  [automationAction, { kind: "mail" }, "kind", "has none of the forms that are taken"],
  [createAutomationRequest, { name: "a", action: { kind: "tag", tag: "t" } }, "filter", "is missing"],
  [
    createAutomationRequest,
    { name: "a", filter: 5, action: { kind: "tag", tag: "t" } },
    "filter",
    "must be an object, or must be a text",
  ],
  [sliceName, " a", "", "must not start or end with a space"],
  [z.array(z.number()).max(2), [1, 2, 3], "", "must have at most 2 entries"],
  [z.number().gt(0), 0, "", "must be more than 0"],
  [z.boolean(), "yes", "", "must be true or false"],
  [z.iso.datetime(), "today", "", "must be a date with a time, such as 2026-11-27T12:00:00Z"],
  [z.union([z.string(), z.object({ a: z.object({ b: z.number() }) })]), { a: { b: "x" } }, "", "a.b: must be a number"],
])("refuses %# in words for people", (schema, value, path, words) => {
  expect(wordsOf(schema, value)).toEqual([[path, words]]);
});
