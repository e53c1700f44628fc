import fc from "fast-check";
import { expect, it } from "vitest";
import { type ColourChoice, colourCode, ofMapColour, readColourCode, toMapColour, viewPatch } from "./colour-choice.ts";
import { parseCatalogSearch } from "./search-params.ts";

const name = fc.string({ minLength: 1, unit: "grapheme" });
const choice: fc.Arbitrary<ColourChoice> = fc.oneof(
  name.map((field) => ({ kind: "field" as const, field })),
  name.map((of) => ({ kind: "function" as const, name: of })),
  fc.tuple(name, name).map((fields) => ({ kind: "agreement" as const, fields })),
  fc.nat(9).map((level) => ({ kind: "cluster" as const, level })),
  fc.constantFrom({ kind: "similarity" as const }, { kind: "arrival" as const }),
);

it("gives every choice back from the address, whatever its names hold", () => {
  fc.assert(
    fc.property(choice, (one) => {
      expect(readColourCode(colourCode(one))).toEqual(one);
    }),
  );
});

it("is the same choice after it was sent to the server and kept in a slice", () => {
  fc.assert(
    fc.property(choice, (one) => {
      const by = toMapColour(one, { space: "cn3", anchors: [{ key: "a" }] });
      expect(by && ofMapColour(by)).toEqual(one);
    }),
  );
  expect(toMapColour({ kind: "similarity" }, undefined)).toBeUndefined();
});

it("is none for what cannot be read", () => {
  for (const code of [
    undefined,
    "",
    "field:",
    "cluster:x",
    "cluster:12",
    "agreement:a",
    "agreement:a|b|c",
    "agreement:%|b",
    "hue:1",
  ])
    expect(readColourCode(code)).toBeUndefined();
});

it("a slice opens its map with version, camera and colours", () => {
  const view = { projection: "shop", version: 3, camera: { x: 1, y: -2, scale: 40 }, isSplit: true } as const;
  const patch = viewPatch({ ...view, colour: { field: "label" } });
  expect(patch).toEqual({ view: "split", map: "shop", mapVersion: 3, at: "1,-2,40", colour: "field:label" });
  expect(parseCatalogSearch(patch)).toEqual(patch);
});
