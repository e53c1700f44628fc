import { expect, it } from "vitest";
import { freeName } from "./free-name.ts";

it("keeps a free name, and numbers a taken one", () => {
  expect(freeName("a copy", ["a"])).toBe("a copy");
  expect(freeName("a copy", ["a", "a copy", "a copy 2"])).toBe("a copy 3");
});
