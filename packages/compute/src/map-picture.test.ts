import { describe, expect, it } from "vitest";
import { drawMap, type PictureInput } from "./map-picture.ts";

const GROUND = [10, 20, 30] as const;
const RED = [200, 0, 0];
const BLUE = [0, 0, 200];

/** Draws points [x, y, colour]; a function that gives red, green, blue of a pixel. */
function drawn(points: readonly (readonly [number, number, number])[], [width, height] = [60, 40]) {
  const input: PictureInput = {
    x: Float32Array.from(points, ([x]) => x),
    y: Float32Array.from(points, ([, y]) => y),
    colours: Uint16Array.from(points, ([, , colour]) => colour),
    palette: Uint8Array.from([...RED, ...BLUE]),
    width,
    height,
    ground: GROUND,
    pixels: new Uint8Array(width * height * 3),
  };
  drawMap(input);
  return (column: number, row: number) => [...input.pixels.subarray((row * width + column) * 3).subarray(0, 3)];
}

describe("the picture of a map", () => {
  it("has the ground where there is no point", () => {
    const at = drawn([
      [0, 0, 0],
      [10, 10, 1],
    ]);
    expect(at(0, 0)).toEqual([...GROUND]);
    expect(at(30, 20)).toEqual([...GROUND]);
  });

  it("has y upwards and the whole map in the middle, with the same scale on both axes", () => {
    const at = drawn([
      [0, 0, 0],
      [10, 10, 1],
    ]);
    // 40 pixels high with a margin of 1.6: the square of the map is 36.8 wide, from 11.6 to 48.4.
    const [red, , blue] = at(12, 38);
    expect(red).toBeGreaterThan(150);
    expect(blue).toBeLessThan(30);
    expect(at(47, 1)[2]).toBeGreaterThan(150);
  });

  it("mixes the colours of points that cover each other", () => {
    const [red = 0, green = 0, blue = 0] = drawn([
      [1, 1, 0],
      [1, 1, 1],
    ])(30, 20);
    expect(red / blue).toBeCloseTo(1, 1);
    expect(red).toBeGreaterThan(80);
    expect(green).toBeLessThan(5);
  });

  it("of one point, of none, and of a line is drawn too", () => {
    expect(drawn([[5, 5, 0]])(30, 20)[0]).toBeGreaterThan(150);
    expect(drawn([])(30, 20)).toEqual([...GROUND]);
    expect(
      drawn([
        [0, 3, 0],
        [8, 3, 0],
      ])(30, 20),
    ).toEqual([...GROUND]);
  });

  it("shows a lone point beside the densest place", () => {
    const heap = Array.from({ length: 5000 }, () => [0, 0, 0] as const);
    expect(drawn([...heap, [10, 0, 1]])(58, 20)[2]).toBeGreaterThan(50);
  });
});
