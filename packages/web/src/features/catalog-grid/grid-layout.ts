import type { Row } from "@pomona/contract/rows";
import { PAGE_ROWS } from "../../api/catalog-rows.ts";
import { clampAspect, fillBlock, fillEnd, GRID_GAP_PX, idealHeight, type TileLine } from "./justified.ts";

const CAPTION_PX = 22;
/** Below this tile size there is no room for a caption. */
const CAPTION_FROM_PX = 112;
/** A block has at least this many lines, so that cutting it to its height cuts little of each. */
const BLOCK_LINES = 12;

/**
 * The grid is made of blocks of the same number of rows and the same height, whatever pictures they hold. So the place of
 * every row of a result of any length is known before it is loaded, and nothing moves when it is.
 */
export interface GridLayout {
  widthPx: number;
  tilePx: number;
  captionPx: number;
  rowCount: number;
  /** Square tiles in a line; what a block is measured by. */
  columns: number;
  blockRows: number;
  blockPx: number;
}

export function layoutGrid(widthPx: number, wantedPx: number, rowCount: number): GridLayout {
  const columns = Math.max(1, Math.round((widthPx + GRID_GAP_PX) / (wantedPx + GRID_GAP_PX)));
  const tilePx = Math.max(1, Math.floor((widthPx - GRID_GAP_PX * (columns - 1)) / columns));
  const captionPx = tilePx >= CAPTION_FROM_PX ? CAPTION_PX : 0;
  const blockRows = Math.max(1, Math.ceil((columns * BLOCK_LINES) / PAGE_ROWS)) * PAGE_ROWS;
  const blockPx = Math.round((blockRows / columns) * (tilePx + captionPx + GRID_GAP_PX));
  return { widthPx, tilePx, captionPx, rowCount, columns, blockRows, blockPx };
}

/** Ratio of width to height that a row is shown in. */
function rowAspect(row: Pick<Row, "mediaType" | "width" | "height">): number {
  if (row.mediaType === "text") return 1.45;
  return row.width && row.height ? clampAspect(row.width / row.height) : 1;
}

export const blockOf = (layout: GridLayout, position: number): number => Math.floor(position / layout.blockRows);
/** Rows of a block: the last one may have fewer. */
export const rowsIn = (layout: GridLayout, block: number): number =>
  Math.max(0, Math.min(layout.blockRows, layout.rowCount - block * layout.blockRows));

/** Lines of a block whose rows are loaded. */
export function blockLines(layout: GridLayout, rows: readonly Row[]): TileLine[] {
  const aspects = rows.map(rowAspect);
  const box = { widthPx: layout.widthPx, belowPx: layout.captionPx + GRID_GAP_PX };
  if (rows.length === layout.blockRows) return fillBlock(aspects, layout.blockPx, box);
  // The aspects that are there stand for a whole block's.
  const ideal = idealHeight(aspects, (layout.blockPx * rows.length) / layout.blockRows, box);
  return fillEnd(aspects, ideal, box);
}

/** Lines of square places for a block that is not loaded. */
export function emptyLines(layout: GridLayout, block: number): TileLine[] {
  const count = rowsIn(layout, block);
  const isWhole = count === layout.blockRows;
  const lineCount = Math.ceil(count / layout.columns);
  const linePx = isWhole ? layout.blockPx / lineCount : layout.tilePx + layout.captionPx + GRID_GAP_PX;
  return Array.from({ length: lineCount }, (_, line) => ({
    start: line * layout.columns,
    topPx: line * linePx,
    heightPx: linePx - layout.captionPx - GRID_GAP_PX,
    widthsPx: Array.from({ length: Math.min(layout.columns, count - line * layout.columns) }, () => layout.tilePx),
  }));
}

/** Height of lines with what is below them. */
export function linesPx(layout: GridLayout, lines: readonly TileLine[]): number {
  const last = lines.at(-1);
  return last ? last.topPx + last.heightPx + layout.captionPx + GRID_GAP_PX : 0;
}

/** The line of a block that holds its row `index`. */
export const lineOf = (lines: readonly TileLine[], index: number): TileLine | undefined =>
  lines.findLast((line) => line.start <= index);

/** The stored thumbnail that is at least as sharp as the screen shows it, or the largest. */
export function thumbnailFor(longerPx: number, pixelRatio: number): "160" | "320" | "640" {
  const needed = longerPx * pixelRatio;
  return needed <= 176 ? "160" : needed <= 352 ? "320" : "640";
}

/** The tile of a line that is closest to the middle of another one, as an index in the line. */
export function closestTile(line: TileLine, from: { line: TileLine; index: number }): number {
  const middle = tileMiddle(from.line, from.index);
  let best = 0;
  for (let i = 1; i < line.widthsPx.length; i++)
    if (Math.abs(tileMiddle(line, i) - middle) < Math.abs(tileMiddle(line, best) - middle)) best = i;
  return best;
}

function tileMiddle({ widthsPx }: TileLine, index: number): number {
  const before = widthsPx.slice(0, index).reduce((sum, width) => sum + width + GRID_GAP_PX, 0);
  return before + (widthsPx[index] ?? 0) / 2;
}
