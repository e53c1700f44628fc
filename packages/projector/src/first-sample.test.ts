import { describe, expect, test } from "vitest";
import { hasBit } from "./draw-lists.ts";
import { firstSample } from "./first-sample.ts";
import { PointSet } from "./point-set.ts";

const COUNT = 1_000_000;

/** Points whose x is their number, in ten groups that arrive one after the other; the bits of every third are 1. */
function setOf(count: number): PointSet {
  const set = new PointSet();
  const x = Float32Array.from({ length: count }, (_, i) => i);
  set.setPlaces({ x, y: x.map((value) => -value) });
  const values = Uint16Array.from({ length: count }, (_, i) => Math.floor((10 * i) / count));
  set.setColours({ kind: "category", values, palette: new Uint8Array(30) });
  const bits = new Uint8Array((count + 7) >> 3);
  for (let i = 0; i < count; i += 3) bits[i >> 3]! |= 1 << (i & 7);
  set.setMask(bits);
  return set;
}

describe("the points of a first frame", () => {
  test("are so many of each group as it has, with the group, the place and the filter of each", () => {
    const whole = setOf(COUNT);
    const { set, times } = firstSample(whole)!;
    expect(set.count * times).toBe(COUNT);
    const groups = new Array<number>(10).fill(0);
    for (let i = 0; i < set.count; i++) {
      const point = set.x[i]!;
      const group = Math.floor((10 * point) / COUNT);
      groups[group]!++;
      expect([set.y[i], set.colours!.values[i], hasBit(set.mask!, i)]).toEqual([-point, group, point % 3 === 0]);
    }
    for (const found of groups) expect(Math.abs(found - set.count / 10)).toBeLessThan(3);
    expect(set.bounds).toEqual(whole.bounds);
  });

  test("are none that are not shown", () => {
    const whole = setOf(COUNT);
    whole.setShown(300_000);
    const { set, times } = firstSample(whole)!;
    expect(set.x.every((point) => point < 300_000)).toBe(true);
    expect(set.count * times).toBe(300_000);
  });

  test("have no colour where colours were given for fewer points", () => {
    const whole = setOf(200_000);
    whole.addPlaces({ x: new Float32Array(200_000), y: new Float32Array(200_000) });
    const { set } = firstSample(whole)!;
    const bare = set.colours!.values.filter((value) => value === 65_535).length;
    expect(Math.abs(bare - set.count / 2)).toBeLessThan(3);
  });

  test("are all points where there are few: there is no sample", () => {
    expect(firstSample(setOf(1000))).toBeNull();
  });
});
