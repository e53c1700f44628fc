import fc from "fast-check";
import { expect, it } from "vitest";
import { GRID_GAP_PX, layoutGrid, moveActive, thumbnailFor } from "./grid-layout.ts";

it("never makes a line wider than the space, and leaves less than a pixel a column unused", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 4000 }),
      fc.integer({ min: 60, max: 400 }),
      fc.nat(1_000_000),
      (width, wanted, rows) => {
        const { columns, tilePx, lineCount } = layoutGrid(width, wanted, rows);
        const used = columns * tilePx + (columns - 1) * GRID_GAP_PX;
        expect(used).toBeLessThanOrEqual(width);
        expect(width - used).toBeLessThan(columns);
        expect(lineCount * columns).toBeGreaterThanOrEqual(rows);
      },
    ),
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

it("keeps the active tile inside the rows", () => {
  const grid = { columns: 5, rowCount: 12, linesPerPage: 3 };
  expect(moveActive(0, "left", grid)).toBe(0);
  expect(moveActive(2, "up", grid)).toBe(2);
  expect(moveActive(9, "down", grid)).toBe(11);
  expect(moveActive(3, "down", grid)).toBe(8);
  expect(moveActive(3, "end", grid)).toBe(11);
  expect(moveActive(3, "page-down", grid)).toBe(11);
});
