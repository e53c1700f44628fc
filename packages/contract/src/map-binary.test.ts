import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  alignColours,
  type ColourLegend,
  decodeColours,
  decodeMask,
  decodePoints,
  encodeColours,
  encodeMask,
  encodePoints,
  framePoints,
  type MapPoints,
  maskOfPoints,
} from "./map-binary.ts";

const ordinalsOf = (wanted: readonly number[]): Uint32Array => Uint32Array.from(new Set(wanted)).sort();
const ordinals = fc
  .oneof(
    fc.array(fc.nat({ max: 60 }), { maxLength: 60 }),
    fc.array(fc.nat({ max: 0xfffffff0 }), { maxLength: 60 }),
    fc.constant([0xffffffff, 0, 127, 128, 16_383, 16_384, 0x7fffffff, 0x80000000]),
  )
  .map(ordinalsOf);
const coordinate = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }),
  fc.constantFrom(0, -0, 5, Math.fround(1e9), Math.fround(1e-9)),
);
const points = ordinals.chain((rows) =>
  fc.record({
    version: fc.nat(),
    token: fc.string(),
    isWhole: fc.boolean(),
    ordinals: fc.constant(rows),
    x: fc.array(coordinate, { minLength: rows.length, maxLength: rows.length }).map((v) => Float32Array.from(v)),
    y: fc.array(coordinate, { minLength: rows.length, maxLength: rows.length }).map((v) => Float32Array.from(v)),
    placed: fc
      .array(fc.nat({ max: 2 }), { minLength: rows.length, maxLength: rows.length })
      .map((v) => Uint8Array.from(v)),
  }),
);

describe("points", () => {
  it("come back as they were in float32, whatever they are", () => {
    fc.assert(
      fc.property(points, (given) => {
        const { bounds: _, ...back } = decodePoints(encodePoints(given, { precision: "float32" }));
        expect(back).toEqual({ ...given, colours: null });
      }),
    );
  });

  it("come back within half a step of their bounds in 16 bits, and everything else as it was", () => {
    fc.assert(
      fc.property(points, (given) => {
        const { bounds, colours: _, ...back } = decodePoints(encodePoints(given));
        expect({ ...back, x: null, y: null }).toEqual({ ...given, x: null, y: null });
        for (const axis of ["x", "y"] as const) {
          const [low, high] = bounds[axis];
          const room = (high - low) / 131_070 + 1.2e-7 * Math.max(Math.abs(low), Math.abs(high));
          for (const [i, value] of given[axis].entries())
            expect(Math.abs((back[axis][i] as number) - value)).toBeLessThanOrEqual(room);
        }
      }),
    );
  });

  it("are the same bytes when written in parts", () => {
    fc.assert(
      fc.property(points, (given) => {
        const { bytes, write } = framePoints(given);
        for (let start = 0; start < given.x.length; start += 16) write(start, Math.min(given.x.length, start + 16));
        expect(bytes).toEqual(encodePoints(given));
      }),
    );
  });

  it("take 4.25 bytes each where ordinals are dense", () => {
    const count = 100_000;
    const given: MapPoints = {
      version: 1,
      token: "t",
      isWhole: true,
      ordinals: Uint32Array.from({ length: count }, (_, i) => i),
      x: new Float32Array(count),
      y: new Float32Array(count),
      placed: new Uint8Array(count),
    };
    expect(encodePoints(given).length).toBeLessThan(4.25 * count + 400);
  });
});

const legends: ColourLegend[] = [
  { kind: "scale", unit: "score", low: 0, high: 1, lowest: 0, highest: 1, missing: 0 },
  {
    kind: "category",
    categories: [{ value: "grün 🍏", count: 3, id: 7 }],
    other: { value: 1, count: 2, categories: 2 },
    missing: null,
    several: 0,
  },
];

describe("colours and masks", () => {
  it("come back as they were", () => {
    const column = ordinals.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.array(fc.oneof(fc.nat({ max: 255 }), fc.nat({ max: 65_535 })), {
          minLength: rows.length,
          maxLength: rows.length,
        }),
      ),
    );
    fc.assert(
      fc.property(column, fc.constantFrom(...legends), fc.uint8Array(), ([rows, values], legend, bits) => {
        const colours = { version: 2, token: "ü", legend, ordinals: rows, values: Uint16Array.from(values) };
        expect(decodeColours(encodeColours(colours))).toEqual(colours);
        const none = new Float32Array(0);
        const points = { version: 2, token: "", isWhole: false, ordinals: new Uint32Array(0), x: none, y: none };
        const together = encodePoints({ ...points, placed: new Uint8Array(0) }, { colours: encodeColours(colours) });
        expect(decodePoints(together).colours).toEqual(colours);
        const mask = { version: 2, count: 5, mapped: 3, bits: new Uint8Array(bits) };
        expect(decodeMask(encodeMask(mask))).toEqual(mask);
      }),
    );
  });

  it("are the points' already where the points are those of the column", () => {
    const colours = { ordinals: Uint32Array.of(2, 3, 9), values: Uint16Array.of(20, 30, 90) };
    expect(alignColours(colours, colours.ordinals.slice(), 7)).toBe(colours.values);
  });

  it("find their points in any order, and none for points they do not know", () => {
    const colours = { ordinals: Uint32Array.of(2, 3, 9), values: Uint16Array.of(20, 30, 90) };
    expect([...alignColours(colours, Uint32Array.of(9, 2, 4, 100, 3), 7)]).toEqual([90, 20, 7, 7, 30]);
    expect([...maskOfPoints(Uint8Array.of(0b1000, 0b10), Uint32Array.of(9, 2, 3, 100))]).toEqual([0b101]);
  });
});

describe("other bytes", () => {
  it("are refused with what is wrong", () => {
    const mask = encodeMask({ version: 1, count: 0, mapped: 0, bits: new Uint8Array(100) });
    expect(() => decodePoints(mask)).toThrow("holds mask, not points");
    expect(() => decodeMask(Uint8Array.from("<!doctype html>", (character) => character.charCodeAt(0)))).toThrow(
      "no answer about a map",
    );
    // The last bytes only fill up to a multiple of 8.
    for (let length = 0; length < mask.length - 7; length++)
      expect(() => decodeMask(mask.slice(0, length))).toThrow(RangeError);
  });

  it("are read at any place of a larger buffer", () => {
    const mask = { version: 1, count: 2, mapped: 1, bits: Uint8Array.of(3) };
    const larger = new Uint8Array(500);
    larger.set(encodeMask(mask), 3);
    expect(decodeMask(larger.subarray(3))).toEqual(mask);
  });
});
