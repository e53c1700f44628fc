import fc from "fast-check";
import { expect, it } from "vitest";
import { metadataText, readMetadata } from "./metadata-text.ts";

it("gives every value back that it wrote, in the field's type", () => {
  const day = fc.date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  const word = fc
    .stringMatching(/^[a-z0-9 ]*[a-z0-9]$/)
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const cases = fc.oneof(
    fc.record({
      type: fc.constant("number" as const),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    }),
    fc.record({ type: fc.constant("boolean" as const), value: fc.boolean() }),
    fc.record({
      type: fc.constant("datetime" as const),
      value: day.map((one) => `${one.toISOString().slice(0, 19)}.000Z`),
    }),
    fc.record({ type: fc.constant("strings" as const), value: fc.array(word, { minLength: 1 }) }),
    fc.record({ type: fc.constant("string" as const), value: word }),
  );
  fc.assert(
    fc.property(cases, ({ type, value }) => {
      expect(readMetadata(metadataText(value), type)).toEqual({ value });
    }),
  );
});

it("takes the value away when nothing is written", () => {
  for (const type of ["string", "number", "boolean", "datetime", "enum", "strings"] as const)
    expect(readMetadata(" ", type)).toEqual({ value: null });
});

it("refuses what is of another type, and says what to write", () => {
  expect(readMetadata("cheap", "number")).toEqual({ problem: expect.stringContaining("number") });
  expect(readMetadata("May", "datetime")).toEqual({ problem: expect.stringContaining("date") });
  expect(readMetadata("2026-13-01", "datetime")).toHaveProperty("problem");
});
