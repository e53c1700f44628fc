import type { Field } from "@pomona/contract/fields";
import type { Condition } from "@pomona/contract/filter";
import { parseFilter } from "@pomona/contract/filter-text";
import { expect, it } from "vitest";
import { type ConditionDraft, conditionOf, draftOf, operatorsFor, wantedValues } from "./condition-draft.ts";

const field = (name: string, type: Field["type"]): Field => ({
  name,
  type,
  facetable: true,
  sortable: true,
  builtin: true,
});
const fields = [
  field("label", "strings"),
  field("width", "number"),
  field("created", "datetime"),
  field("duplicate", "boolean"),
];

it.each([
  "label = apple",
  'label in (apple, "green pears")',
  "label exists",
  "label starts with ap",
  "width between 1 and 2.5",
  "width in (1, 2)",
  'created >= "2026-05"',
  "duplicate = true",
  "function(apples) between 0.2 and 0.4",
  "function(apples) unscored",
  "embedding(cn3) in (pending, failed)",
  "embedding(cn3) != ready",
  "project(fruit)",
  'review("to check")',
  "batch(one)",
  "batch(one, project fruit)",
  'region(Map, 3, "0 0, 1 0, 1 1")',
  "cluster(Map, 3) in (1, 2)",
  "mapped(Map)",
  "similarity(space cn3, like a, unlike b, centroid) >= 0.7",
])("%s is the same condition after it was taken apart for editing", (text) => {
  const condition = parseFilter(text) as Condition;
  const draft = draftOf(condition);
  expect(conditionOf(draft, fields, condition)).toEqual(condition);
  expect(operatorsFor(draft, fields)).toContain(draft.op);
});

const draft = (name: string, op: string, ...values: string[]): ConditionDraft => ({ kind: "field", name, op, values });

it("is no condition while a value is missing or of another kind than the field's", () => {
  for (const unfinished of [
    draft("label", "="),
    draft("label", "=", ""),
    draft("label", "in"),
    draft("width", "between", "1"),
    draft("width", ">", "wide"),
    draft("width", ">", " "),
    draft("created", ">", "yesterday"),
    draft("duplicate", "=", "perhaps"),
    { kind: "embedding", name: "cn3", op: "=", values: ["done"] } as const,
  ])
    expect([unfinished, conditionOf(unfinished, fields)]).toEqual([unfinished, undefined]);
});

it("wants as many values as the operator takes, and leaves the rest of what was written aside", () => {
  expect(wantedValues(draft("width", "between"), fields)).toEqual({ count: "two", kind: "number" });
  expect(wantedValues(draft("created", "exists"), fields)).toEqual({ count: "none", kind: "date" });
  expect(conditionOf(draft("width", "=", "1", "2"), fields)).toEqual({ field: "width", op: "=", value: 1 });
  expect(conditionOf(draft("label", "exists", "x"), fields)).toEqual({ field: "label", op: "exists" });
});
