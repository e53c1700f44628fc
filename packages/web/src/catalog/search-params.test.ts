import fc from "fast-check";
import { expect, it } from "vitest";
import {
  addAnchors,
  anchorCode,
  anchorsOf,
  cameraText,
  flipAnchor,
  parseCatalogSearch,
  readAnchor,
  readCamera,
  readSort,
  toAnchorInput,
} from "./search-params.ts";

it("keeps what an address carries and drops what it cannot read", () => {
  expect(
    parseCatalogSearch({
      where: 'label = "a"',
      like: ["+row:k", "nonsense", 7],
      min: 0.5,
      combine: "centroid",
      selected: "some",
      unknown: 1,
    }),
  ).toEqual({ where: 'label = "a"', like: ["+row:k"], min: 0.5, combine: "centroid" });
});

it("reads a threshold outside of 0 to 1 as none", () => {
  for (const min of [0, -1, 1.5, "x", null]) expect(parseCatalogSearch({ min })).toEqual({});
});

it("reads a key that the router took for a number as text", () => {
  expect(parseCatalogSearch({ row: 17 })).toEqual({ row: "17" });
});

it("gives every anchor back that was written, whatever its key holds", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("+" as const, "-" as const),
      fc.constantFrom("row" as const, "text" as const),
      fc.string({ minLength: 1, unit: "binary" }),
      (sign, kind, value) => {
        const code = anchorCode({ sign, kind, value });
        expect(readAnchor(code)).toEqual({ sign, kind, value });
        expect(anchorsOf(parseCatalogSearch({ like: [code] }))).toEqual([{ sign, kind, value }]);
      },
    ),
  );
});

it("gives an anchor that is added twice its newest sign, in its first place", () => {
  expect(addAnchors(["+row:a", "+row:b"], [{ sign: "-", kind: "row", value: "a" }])).toEqual(["-row:a", "+row:b"]);
});

it("flips the sign of one anchor", () => {
  expect(flipAnchor(["+row:a", "-row:b"], "-row:b")).toEqual(["+row:a", "+row:b"]);
});

it("reads an order by field or by function, either way", () => {
  expect(readSort("-created")).toEqual({ field: "created", descending: true });
  expect(readSort("function:green: apples")).toEqual({ function: "green: apples", descending: false });
  expect(readSort("-")).toBeUndefined();
  expect(readSort(undefined)).toBeUndefined();
});

it("keeps uploaded pictures by their hash, and drops what is none", () => {
  const hash = "ab".repeat(32);
  const search = parseCatalogSearch({ like: [`+image:${hash}`, "-image:nothing", "+row:k"] });
  expect(search.like).toEqual([`+image:${hash}`, "+row:k"]);
  expect(anchorsOf(search).map(toAnchorInput)).toEqual([
    { picture: hash, sign: "+" },
    { key: "k", sign: "+" },
  ]);
});

it("keeps which map is shown, its colours and where it is looked at; drops what is none of these", () => {
  const search = { view: "split", map: "shop", mapVersion: 2, colour: "field:label", at: "1,-2.5,40" } as const;
  expect(parseCatalogSearch(search)).toEqual(search);
  for (const wrong of [{ view: "globe" }, { mapVersion: 0 }, { mapVersion: "two" }, { at: "1,2" }, { at: "1,2,-3" }])
    expect(parseCatalogSearch(wrong)).toEqual({});
});

it("gives a camera back to six digits", () => {
  const number = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (x, y, scale) => {
      const read = readCamera(cameraText({ x, y, scale }));
      for (const [name, value] of Object.entries({ x, y, scale }))
        expect(Math.abs((read?.[name as "x"] ?? Number.NaN) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-5);
    }),
  );
});
