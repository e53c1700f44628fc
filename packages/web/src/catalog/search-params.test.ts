import fc from "fast-check";
import { expect, it } from "vitest";
import {
  addAnchors,
  anchorCode,
  anchorsOf,
  flipAnchor,
  parseCatalogSearch,
  readAnchor,
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
