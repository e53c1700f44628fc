import fc from "fast-check";
import { expect, it } from "vitest";
import {
  blockLines,
  blockOf,
  closestTile,
  emptyLines,
  layoutGrid,
  linesPx,
  rowsIn,
  thumbnailFor,
} from "./grid-layout.ts";
import { GRID_GAP_PX } from "./justified.ts";

const width = fc.integer({ min: 320, max: 2600 });
const wanted = fc.integer({ min: 72, max: 420 });
const picture = (aspect: number) => ({ mediaType: "image" as const, width: Math.round(aspect * 1000), height: 1000 });
const rowsOf = (aspects: readonly number[]) => aspects.map(picture) as unknown as Parameters<typeof blockLines>[1];
const lineWidth = (widths: readonly number[]) =>
  widths.reduce((sum, one) => sum + one, 0) + GRID_GAP_PX * (widths.length - 1);

it("gives every block of pictures the same height, in full lines that hold each row once, in order", () => {
  fc.assert(
    fc.property(width, wanted, fc.infiniteStream(fc.double({ min: 0.3, max: 4, noNaN: true })), (w, px, aspects) => {
      const layout = layoutGrid(w, px, 10_000_000);
      const lines = blockLines(layout, rowsOf([...aspects.take(layout.blockRows)]));
      expect(linesPx(layout, lines)).toBeCloseTo(layout.blockPx, 3);
      let next = 0;
      for (const line of lines) {
        expect(line.start).toBe(next);
        next += line.widthsPx.length;
        expect(Math.abs(lineWidth(line.widthsPx) - w)).toBeLessThan(1);
      }
      expect(next).toBe(layout.blockRows);
    }),
    { numRuns: 60 },
  );
});

it("cuts little of the pictures of a block: their shape is kept within a quarter, on the median within a tenth", () => {
  const random = fc.sample(fc.double({ min: 0.6, max: 1.8, noNaN: true }), { numRuns: 2000, seed: 7 });
  for (const [w, px] of [
    [1136, 168],
    [2240, 120],
    [358, 168],
    [700, 300],
  ] as const) {
    const layout = layoutGrid(w, px, 10_000_000);
    const aspects = random.slice(0, layout.blockRows);
    const cuts = blockLines(layout, rowsOf(aspects)).flatMap((line) =>
      line.widthsPx.map((tile, i) => Math.abs(Math.log(tile / line.heightPx / (aspects[line.start + i] as number)))),
    );
    cuts.sort((a, b) => a - b);
    expect(cuts[cuts.length >> 1]).toBeLessThan(0.1);
    expect(cuts.at(-1)).toBeLessThan(0.25);
  }
});

it("leaves the last line of a result as short as it is, and shows the pictures of the end whole", () => {
  const layout = layoutGrid(1000, 200, 7);
  const lines = blockLines(layout, rowsOf([1, 1, 1, 1, 1, 1, 1]));
  expect(lines.map((line) => line.widthsPx.length).reduce((sum, count) => sum + count)).toBe(7);
  const last = lines.at(-1);
  expect(lineWidth(last?.widthsPx ?? [])).toBeLessThan(700);
  for (const line of lines) expect(Math.abs(line.heightPx - (line.widthsPx[0] ?? 0))).toBeLessThan(1.5);
});

it("has a place for every row before it is loaded, in blocks as high as loaded ones", () => {
  fc.assert(
    fc.property(width, wanted, fc.integer({ min: 1, max: 3_000_000 }), fc.nat(), (w, px, count, any) => {
      const layout = layoutGrid(w, px, count);
      const block = blockOf(layout, any % count);
      const places = emptyLines(layout, block).flatMap((line) => line.widthsPx);
      expect(places).toHaveLength(rowsIn(layout, block));
      if (places.length === layout.blockRows)
        expect(linesPx(layout, emptyLines(layout, block))).toBeCloseTo(layout.blockPx, 3);
    }),
  );
});

it("leaves captions out of tiles that are too small for them", () => {
  expect(layoutGrid(800, 64, 10).captionPx).toBe(0);
  expect(layoutGrid(800, 200, 10).captionPx).toBeGreaterThan(0);
});

it("asks for a thumbnail as sharp as the screen", () => {
  expect(thumbnailFor(160, 1)).toBe("160");
  expect(thumbnailFor(160, 2)).toBe("320");
  expect(thumbnailFor(400, 2)).toBe("640");
});

it("goes up and down to the tile that is nearest", () => {
  const line = (widthsPx: number[]) => ({ start: 0, topPx: 0, heightPx: 100, widthsPx });
  expect(closestTile(line([100, 300, 100]), { line: line([200, 100, 192]), index: 1 })).toBe(1);
  expect(closestTile(line([400, 100]), { line: line([100, 100, 292]), index: 2 })).toBe(1);
  expect(closestTile(line([508]), { line: line([100, 100, 292]), index: 2 })).toBe(0);
});
