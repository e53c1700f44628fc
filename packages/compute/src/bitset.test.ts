import fc from "fast-check";
import { expect, test } from "vitest";
import {
  andBits,
  andNotBits,
  bitsetOf,
  countBits,
  eachBit,
  fromDuckdbBits,
  hasBit,
  notBits,
  orBits,
  ordinalAt,
  ordinalsOf,
  rankOf,
  toDuckdbBits,
} from "./bitset.ts";

const LENGTH = 300;
const sets = fc.uniqueArray(fc.nat(LENGTH - 1)).map((ordinals) => new Set(ordinals));
const lengths = fc.integer({ min: 0, max: 70 });
const rising = (set: Iterable<number>) => [...set].sort((a, b) => a - b);
const bits = (set: Iterable<number>, length = LENGTH) => bitsetOf(set, length);

test("and, or, and-not, not, count and iteration agree with sets of numbers", () => {
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      const all = Array.from({ length: LENGTH }, (_, i) => i);
      expect([...eachBit(andBits(bits(a), bits(b)))]).toEqual(all.filter((i) => a.has(i) && b.has(i)));
      expect([...eachBit(orBits(bits(a), bits(b)))]).toEqual(all.filter((i) => a.has(i) || b.has(i)));
      expect([...eachBit(andNotBits(bits(a), bits(b)))]).toEqual(all.filter((i) => a.has(i) && !b.has(i)));
      expect([...eachBit(notBits(bits(a), LENGTH))]).toEqual(all.filter((i) => !a.has(i)));
      expect(countBits(bits(a))).toBe(a.size);
      expect([...ordinalsOf(bits(a))]).toEqual(rising(a));
      expect(all.filter((i) => hasBit(bits(a), i))).toEqual(rising(a));
    }),
  );
});

test("bits beyond the end of a shorter set are 0", () => {
  expect([...eachBit(orBits(bitsetOf([1], 4), bitsetOf([90], 100)))]).toEqual([1, 90]);
  expect([...eachBit(andBits(bitsetOf([1], 4), bitsetOf([1, 90], 100)))]).toEqual([1]);
  expect([...eachBit(notBits(bitsetOf([1], 4), 20))]).toEqual([0, ...Array.from({ length: 18 }, (_, i) => i + 2)]);
  expect(hasBit(bitsetOf([1], 4), 5000)).toBe(false);
});

test("an ordinal at or above the length is refused", () => {
  expect(() => bitsetOf([8], 8)).toThrow("Ordinal 8 is not below 8");
});

/** The layout as DuckDB documents it, bit by bit. */
function duckdbBytes(text: string): Uint8Array {
  const padding = (8 - (text.length % 8)) % 8;
  const padded = "1".repeat(padding) + text;
  return Uint8Array.from([padding, ...(padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))]);
}

test("DuckDB BIT bytes read and write the leftmost bit as ordinal 0", () => {
  fc.assert(
    fc.property(
      lengths.chain((n) => fc.array(fc.boolean(), { minLength: n, maxLength: n })),
      (flags) => {
        const bytes = duckdbBytes(flags.map((flag) => (flag ? "1" : "0")).join(""));
        const read = fromDuckdbBits(bytes);
        expect([...eachBit(read)]).toEqual(flags.flatMap((flag, i) => (flag ? [i] : [])));
        expect(read.length).toBe((flags.length + 7) >> 3);
        expect(toDuckdbBits(read, flags.length)).toEqual(bytes);
      },
    ),
  );
});

test("sets that start at any byte of a buffer are read alike", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), fc.integer({ min: 0, max: 3 }), (bytes, offset) => {
      const moved = new Uint8Array(bytes.length + offset).subarray(offset);
      moved.set(bytes);
      const expected = [...eachBit(bytes)];
      expect(countBits(moved)).toBe(expected.length);
      expect([...ordinalsOf(moved)]).toEqual(expected);
      expect(orBits(moved, new Uint8Array(9))).toEqual(orBits(bytes, new Uint8Array(9)));
      expect(andNotBits(moved, moved).every((byte) => byte === 0)).toBe(true);
      expect(fromDuckdbBits(toDuckdbBits(moved, bytes.length * 8))).toEqual(Uint8Array.from(bytes));
    }),
  );
});

test("rank and select agree with the ordinals in order", () => {
  fc.assert(
    fc.property(sets, fc.nat(LENGTH + 40), (a, ordinal) => {
      const sorted = rising(a);
      const set = bits(a).subarray(0);
      expect(rankOf(set, ordinal)).toBe(sorted.filter((one) => one < ordinal).length);
      for (const [rank, one] of sorted.entries()) expect(ordinalAt(set, rank)).toBe(one);
      expect(ordinalAt(set, sorted.length)).toBe(-1);
    }),
  );
});
