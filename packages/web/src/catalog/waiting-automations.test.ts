import type { Automation } from "@pomona/contract/automations";
import { expect, it } from "vitest";
import { waitingText } from "./waiting-automations.ts";

const automation = (name: string, filter: string): Automation =>
  ({ name, filter, action: { kind: "tag", tag: "seen" } }) as unknown as Automation;

it("names the automations that wait once a thing is deleted, and none that does not need it", () => {
  const automations = [
    automation("ripe ones", 'function("ripe") >= 0.8'),
    automation("ripe, sent", 'function("ripe") >= 0.9 and label = "a"'),
    automation("other", 'function("green") >= 0.8'),
  ];
  expect(waitingText(automations, { kind: "function", name: "green" })).toBe(
    "The automation “other” names it, and waits until there is a function of this name again.",
  );
  expect(waitingText(automations, { kind: "function", name: "ripe" })).toMatch(
    /^2 automations .*“ripe ones”, “ripe, sent”\.$/,
  );
  expect(waitingText(automations, { kind: "projection", name: "ripe" })).toBeUndefined();
});
