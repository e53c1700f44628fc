import fc from "fast-check";
import { expect, it } from "vitest";
import { bitsAfterRegion, bitsOfValues, commonBits, pointIndex } from "./point-index.ts";

const setOf = (bits: Uint8Array, count: number): number[] =>
  Array.from({ length: count }, (_, i) => i).filter((i) => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1);

it("finds the point of each row, also of those that arrived in between, and none of others", () => {
  const stretch = fc.uniqueArray(fc.nat(500), { maxLength: 60 });
  fc.assert(
    fc.property(stretch, fc.integer({ min: 1, max: 5 }), (all, parts) => {
      const size = Math.ceil(all.length / parts);
      const ordinals = Uint32Array.from(
        Array.from({ length: parts }, (_, i) => all.slice(i * size, (i + 1) * size).sort((a, b) => a - b)).flat(),
      );
      const find = pointIndex(ordinals);
      for (let ordinal = 0; ordinal <= 501; ordinal++) expect(find(ordinal)).toBe(ordinals.indexOf(ordinal));
    }),
  );
});

it("points of some values are bits, lowest first", () => {
  expect(setOf(bitsOfValues(Uint16Array.of(1, 2, 1, 3, 1, 1, 1, 1, 2, 1), new Set([2, 3])), 10)).toEqual([1, 3, 8]);
});

it("regions replace, add and remove; a mask leaves what both have", () => {
  const [before, inside] = [Uint8Array.of(0b1100), Uint8Array.of(0b0110)];
  expect([...bitsAfterRegion(before, inside, "replace")]).toEqual([0b0110]);
  expect([...bitsAfterRegion(before, inside, "add")]).toEqual([0b1110]);
  expect([...bitsAfterRegion(before, inside, "remove")]).toEqual([0b1000]);
  expect([...bitsAfterRegion(null, inside, "add")]).toEqual([0b0110]);
  expect([...commonBits(before, inside)]).toEqual([0b0100]);
});
