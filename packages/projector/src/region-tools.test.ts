import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Stroke } from "./gestures.ts";
import type { Polygon, RegionMode, Tool } from "./point-cloud.ts";
import { extendLasso, lassoFrom, lassoRegion } from "./region-draft.ts";
import { regionTools } from "./region-tools.ts";
import { simplifyOutline, simplifyPath } from "./simplify-path.ts";

const distanceTo = (path: Polygon, x: number, y: number): number => {
  let least = Infinity;
  for (let at = 0; at + 3 < path.length; at += 2) {
    const [ax, ay, bx, by] = path.subarray(at, at + 4) as unknown as [number, number, number, number];
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square));
    least = Math.min(least, Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)));
  }
  return least;
};
const steps = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })), {
  minLength: 2,
  maxLength: 300,
});
const walk = (moves: readonly (readonly [number, number])[]): Polygon => {
  const path = [0, 0];
  for (const [dx, dy] of moves) path.push(path.at(-2)! + dx, path.at(-1)! + dy);
  return Float64Array.from(path);
};

describe("a simplified path", () => {
  test("is within the tolerance of every place left out, and keeps both ends", () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 4, noNaN: true }), (moves, tolerance) => {
        const path = walk(moves);
        const simple = simplifyPath(path, tolerance);
        expect(simple.length).toBeLessThanOrEqual(path.length);
        expect(simple.subarray(0, 2)).toEqual(path.subarray(0, 2));
        expect(simple.subarray(-2)).toEqual(path.subarray(-2));
        for (let at = 0; at < path.length; at += 2) {
          expect(distanceTo(simple, path[at]!, path[at + 1]!)).toBeLessThanOrEqual(tolerance + 1e-9);
        }
      }),
    );
  });

  test("of a straight line is its ends", () => {
    const line = Float64Array.from({ length: 200 }, (_, at) => Math.floor(at / 2));
    expect([...simplifyPath(line, 0.001)]).toEqual([0, 0, 99, 99]);
  });

  test("as an outline has no more corners than allowed", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 3, max: 20 }), (moves, mostCorners) => {
        const simple = simplifyOutline(walk(moves), { tolerance: 0.1, mostCorners });
        expect(simple.length / 2).toBeLessThanOrEqual(Math.max(3, mostCorners));
      }),
    );
  });
});

describe("a lasso", () => {
  test("stays within half a pixel of the hand's way and is short while it is drawn", () => {
    const pixel = 0.02;
    const lasso = lassoFrom({ x: 6, y: 0 });
    const way: number[] = [6, 0];
    for (let step = 1; step < 4000; step++) {
      const angle = (step / 4000) * 2 * Math.PI;
      const radius = 6 + Math.sin(angle * 11) * 0.8;
      way.push(radius * Math.cos(angle), radius * Math.sin(angle));
      extendLasso(lasso, { x: way.at(-2)!, y: way.at(-1)! }, pixel);
    }
    expect(lasso.path.length / 2).toBeLessThan(800);
    const region = lassoRegion(lasso, pixel)!;
    expect(region.length / 2).toBeLessThanOrEqual(500);
    const closed = Float64Array.from([...region, region[0]!, region[1]!]);
    for (let at = 0; at < way.length; at += 2) {
      expect(distanceTo(closed, way[at]!, way[at + 1]!)).toBeLessThan(pixel / 2);
    }
  });

  test("of the wildest scribble has at most 500 corners", () => {
    const lasso = lassoFrom({ x: 0, y: 0 });
    for (let step = 1; step < 5000; step++) {
      extendLasso(lasso, { x: (step * 7919) % 997, y: (step * 104_729) % 983 }, 1);
    }
    expect(lassoRegion(lasso, 1)!.length / 2).toBeLessThanOrEqual(500);
  });
});

/** Tools on a map of 200 x 100 pixels where a pixel is a unit and 0, 0 is in the middle. */
const toolsWith = (tool: Tool) => {
  const regions: { corners: number[]; mode: RegionMode }[] = [];
  const tools = regionTools({
    camera: () => ({ x: 0, y: 0, scale: 1 }),
    viewport: () => ({ width: 200, height: 100 }),
    tool: () => tool,
    region: (polygon, mode) => regions.push({ corners: [...polygon], mode }),
    changed: () => {},
  });
  const play = (...strokes: Stroke[]) => {
    for (const stroke of strokes) tools.stroke(stroke);
  };
  return { tools, regions, play };
};
const at = (x: number, y: number) => ({ left: 100 + x, top: 50 - y });
const click = (x: number, y: number, more: { isDouble?: boolean; mode?: RegionMode } = {}): Stroke => ({
  kind: "corner",
  place: at(x, y),
  mode: more.mode ?? "replace",
  isDouble: more.isDouble ?? false,
});
const triangle = [click(0, 0), click(40, 0), click(40, 30)];

describe("the tools", () => {
  test("make a box of a drag in any direction", () => {
    const { regions, play } = toolsWith("box");
    play(
      { kind: "start", place: at(20, 10), mode: "add" },
      { kind: "move", place: at(0, 0) },
      { kind: "end", place: at(-20, -10) },
    );
    expect(regions).toEqual([{ corners: [-20, -10, 20, -10, 20, 10, -20, 10], mode: "add" }]);
  });

  test("make no region of a slip", () => {
    for (const tool of ["box", "lasso"] as const) {
      const { tools, regions, play } = toolsWith(tool);
      play({ kind: "start", place: at(0, 0), mode: "replace" }, { kind: "end", place: at(50, 1) });
      expect([regions, tools.isDrawing]).toEqual([[], false]);
    }
  });

  test("make a lasso of the hand's way", () => {
    const { regions, play } = toolsWith("lasso");
    play({ kind: "start", place: at(0, 0), mode: "remove" });
    for (const [x, y] of [
      [10, 0],
      [20, 0],
      [20, 20],
      [0, 20],
    ] as const) {
      play({ kind: "move", place: at(x, y) });
    }
    play({ kind: "end", place: at(0, 20) });
    expect(regions).toEqual([{ corners: [0, 0, 20, 0, 20, 20, 0, 20], mode: "remove" }]);
  });

  test("close a polygon by a double click, Enter, or its first corner", () => {
    for (const last of [
      click(40, 30, { isDouble: true }),
      click(3, -2),
      { kind: "confirm", mode: "replace" } as const,
    ]) {
      const { tools, regions, play } = toolsWith("polygon");
      play(...triangle, last);
      expect(regions).toEqual([{ corners: [0, 0, 40, 0, 40, 30], mode: "replace" }]);
      expect(tools.isDrawing).toBe(false);
    }
  });

  test("begin no new polygon by the second click of the double click that closed one", () => {
    const { tools, play } = toolsWith("polygon");
    play(...triangle, click(0, 0), click(0, 0, { isDouble: true }));
    expect(tools.isDrawing).toBe(false);
  });

  test("take the last corner back, and the polygon with its first", () => {
    const { tools, regions, play } = toolsWith("polygon");
    play(...triangle, click(0, 30), { kind: "back" }, { kind: "confirm", mode: "replace" });
    expect(regions[0]!.corners).toHaveLength(6);
    play(click(0, 0), { kind: "back" });
    expect(tools.isDrawing).toBe(false);
    play({ kind: "back" });
  });

  test("keep a polygon of two corners open, and drop it on Escape", () => {
    const { tools, regions, play } = toolsWith("polygon");
    play(click(0, 0), click(40, 0), { kind: "confirm", mode: "replace" });
    expect([tools.isDrawing, regions]).toEqual([true, []]);
    play({ kind: "cancel" });
    expect([tools.isDrawing, regions]).toEqual([false, []]);
  });

  test("make a box by keys alone", () => {
    const { tools, regions, play } = toolsWith("lasso");
    play({ kind: "confirm", mode: "replace" });
    expect(tools.isBoxing).toBe(true);
    play(
      { kind: "move-box", right: 16, down: 0 },
      { kind: "size-box", right: 10, down: 5 },
      { kind: "confirm", mode: "add" },
    );
    expect(regions).toEqual([{ corners: [-9, -17.5, 51, -17.5, 51, 12.5, -9, 12.5], mode: "add" }]);
    expect(tools.isBoxing).toBe(false);
  });

  test("never make a box by keys so small that it is lost", () => {
    const { regions, play } = toolsWith("box");
    play({ kind: "confirm", mode: "replace" }, { kind: "size-box", right: -999, down: -999 });
    play({ kind: "confirm", mode: "replace" });
    expect(regions).toHaveLength(1);
  });
});
