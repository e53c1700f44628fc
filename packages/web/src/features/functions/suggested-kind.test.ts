import { expect, it } from "vitest";
import { suggestedKind } from "./suggested-kind.ts";

const anchors = (signs: string) => [...signs].map((sign) => ({ sign: sign as "+" | "-" }));

it("offers a probe where there is something to learn from", () => {
  expect(["+", "++", "+-", "+++", "++++"].map((signs) => suggestedKind(anchors(signs)))).toEqual([
    "similarity",
    "similarity",
    "probe",
    "probe",
    "probe",
  ]);
});
