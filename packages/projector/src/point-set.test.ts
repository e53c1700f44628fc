import { describe, expect, it } from "vitest";
import { PointSet } from "./point-set.ts";

const places = (...x: number[]) => ({ x: Float32Array.from(x), y: Float32Array.from(x) });

describe("a set of points", () => {
  it("adds points behind the others; bits made before do not have them", () => {
    const set = new PointSet();
    set.setPlaces(places(1, 2));
    set.setMask(Uint8Array.of(0b11));
    set.addPlaces(places(5));
    expect(Array.from(set.x)).toEqual([1, 2, 5]);
    expect(set.bounds).toMatchObject({ left: 1, right: 5 });
    expect(Array.from(set.lists().plain).sort()).toEqual([0, 1]);
    expect(Array.from(set.lists().dimmed)).toEqual([2]);
  });

  it("refuses places of which one part is missing", () => {
    expect(() => new PointSet().setPlaces({ x: new Float32Array(2), y: new Float32Array(1) })).toThrow("2 x and 1 y");
  });

  it("keeps its lists until something of them changes", () => {
    const set = new PointSet();
    set.setPlaces(places(1, 2, 3));
    const lists = set.lists();
    set.setColours({ kind: "category", values: new Uint16Array(3), palette: new Uint8Array(3) });
    expect(set.lists()).toBe(lists);
    set.setShown(2);
    expect(Array.from(set.lists().plain).sort()).toEqual([0, 1]);
  });

  it("has no density without a place, and that of the dimmed where nothing passes", () => {
    const set = new PointSet();
    expect(set.density({ sampleCount: 10, side: 256 })).toBeNull();
    expect(set.wholeTypical()).toBe(0);
    set.setPlaces(places(1, 2, 3));
    const all = set.density({ sampleCount: 10, side: 256 });
    set.setMask(Uint8Array.of(0));
    expect(set.density({ sampleCount: 10, side: 256 })?.values).toEqual(all?.values);
  });
});
