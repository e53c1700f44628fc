export const GRID_GAP_PX = 8;
const CAPTION_PX = 22;
/** Below this tile size there is no room for a caption. */
const CAPTION_FROM_PX = 112;

export interface GridLayout {
  columns: number;
  tilePx: number;
  captionPx: number;
  /** Height of a line of tiles with the gap below it. */
  linePx: number;
  lineCount: number;
}

/** Square tiles that fill `widthPx` exactly, as close to `wantedPx` as whole columns allow, never wider than the space. */
export function layoutGrid(widthPx: number, wantedPx: number, rowCount: number): GridLayout {
  const columns = Math.max(1, Math.round((widthPx + GRID_GAP_PX) / (wantedPx + GRID_GAP_PX)));
  const tilePx = Math.max(1, Math.floor((widthPx - GRID_GAP_PX * (columns - 1)) / columns));
  const captionPx = tilePx >= CAPTION_FROM_PX ? CAPTION_PX : 0;
  return {
    columns,
    tilePx,
    captionPx,
    linePx: tilePx + captionPx + GRID_GAP_PX,
    lineCount: Math.ceil(rowCount / columns),
  };
}

/** The stored thumbnail that is at least as sharp as the screen shows it, or the largest. */
export function thumbnailFor(tilePx: number, pixelRatio: number): "160" | "320" | "640" {
  const needed = tilePx * pixelRatio;
  return needed <= 176 ? "160" : needed <= 352 ? "320" : "640";
}

export type GridMove = "left" | "right" | "up" | "down" | "start" | "end" | "page-up" | "page-down";

/** Where a key takes the active tile; it stays inside the rows there are. */
export function moveActive(
  active: number,
  move: GridMove,
  grid: { columns: number; rowCount: number; linesPerPage: number },
): number {
  const steps: Record<GridMove, number> = {
    left: active - 1,
    right: active + 1,
    up: active - grid.columns,
    down: active + grid.columns,
    start: 0,
    end: grid.rowCount - 1,
    "page-up": active - grid.columns * grid.linesPerPage,
    "page-down": active + grid.columns * grid.linesPerPage,
  };
  const next = steps[move];
  if (move === "up" && next < 0) return active;
  return Math.max(0, Math.min(grid.rowCount - 1, next));
}
