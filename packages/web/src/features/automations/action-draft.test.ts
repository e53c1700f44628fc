import { automationAction } from "@pomona/contract/automations";
import { describe, expect, it } from "vitest";
import { type ActionDraft, actionOf, draftOf, NEW_ACTION } from "./action-draft.ts";

const filled: ActionDraft = {
  ...NEW_ACTION,
  tag: " odd ",
  slice: "new ones",
  project: "fruit",
  batch: "odd",
  dailyCap: "200",
  url: "https://example.org/hook",
};

describe.each(["tag", "review", "batch", "webhook"] as const)("of kind %s", (kind) => {
  it("is what the contract takes, and nothing of the other kinds", () => {
    expect(automationAction.safeParse(actionOf({ ...filled, kind })).success).toBe(true);
  });

  it("is incomplete while what it needs is empty", () => {
    expect(actionOf({ ...NEW_ACTION, kind })).toBeNull();
  });
});

it("has no cap where none is written, and refuses what is no whole number", () => {
  expect(actionOf({ ...filled, kind: "batch", dailyCap: "" })).toMatchObject({ dailyCap: null });
  for (const dailyCap of ["0", "2.5", "many", "2000000"])
    expect(actionOf({ ...filled, kind: "batch", dailyCap })).toBeNull();
});

it("calls web addresses only, and takes no short secret", () => {
  for (const url of ["ftp://example.org", "example.org", "javascript:alert(1)"])
    expect(actionOf({ ...filled, kind: "webhook", url })).toBeNull();
  expect(actionOf({ ...filled, kind: "webhook", secret: "short" })).toBeNull();
  expect(actionOf({ ...filled, kind: "webhook", secret: "long enough" })).toMatchObject({ secret: "long enough" });
  expect(actionOf({ ...filled, kind: "webhook" })).not.toHaveProperty("secret");
});

it("comes back from an automation as it was", () => {
  const batch = { kind: "batch", project: "fruit", batch: "odd", group: "all", dailyCap: null } as const;
  expect(actionOf(draftOf(batch))).toEqual(batch);
  const webhook = { kind: "webhook", url: "https://a.example/", rowsPerCall: 5, allowPrivate: true } as const;
  expect(actionOf(draftOf({ ...webhook, secretHint: "beef" }))).toEqual(webhook);
});
