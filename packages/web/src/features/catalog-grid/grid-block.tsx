import type { Row } from "@pomona/contract/rows";
import { memo, useCallback, useRef } from "react";
import { PAGE_ROWS } from "../../api/catalog-rows.ts";
import { blockLines, emptyLines, type GridLayout, rowsIn } from "./grid-layout.ts";
import { GridLine } from "./grid-line.tsx";
import { GRID_GAP_PX, type TileLine } from "./justified.ts";

export interface GridBlockProps {
  block: number;
  layout: GridLayout;
  lines: BlockLines;
  /** Distance of the block from the top of what is scrolled. */
  offsetPx: number;
  /** Part of the block that is on the screen or near it. */
  fromPx: number;
  toPx: number;
  isFitted: boolean;
  scoredBy: string | undefined;
  /** Position of the tile that the tab key reaches. */
  tabStop: number;
}

/** The lines of a block, with its rows where they are loaded. */
export interface BlockLines {
  lines: TileLine[];
  rows: readonly Row[] | null;
}

/** Blocks whose lines are kept. */
const KEPT_BLOCKS = 12;

/** Gives the lines of a block; the same object as long as its rows are the same. */
export function useBlockLines(layout: GridLayout, rowAt: (position: number) => Row | undefined) {
  const kept = useRef({ layout, blocks: new Map<number, BlockLines>() });
  return useCallback(
    (block: number): BlockLines => {
      if (kept.current.layout !== layout) kept.current = { layout, blocks: new Map() };
      const { blocks } = kept.current;
      const first = block * layout.blockRows;
      const count = rowsIn(layout, block);
      const before = blocks.get(block);
      if (before && hasRows(before, { first, count, rowAt })) return before;
      const rows = loadedRows({ first, count, rowAt });
      const lines = rows ? { lines: blockLines(layout, rows), rows } : { lines: emptyLines(layout, block), rows: null };
      blocks.delete(block);
      blocks.set(block, lines);
      for (const oldest of blocks.keys()) if (blocks.size > KEPT_BLOCKS) blocks.delete(oldest);
      return lines;
    },
    [layout, rowAt],
  );
}

interface BlockRows {
  first: number;
  count: number;
  rowAt: (position: number) => Row | undefined;
}

/** All rows of a block, or null while some are not loaded. */
function loadedRows({ first, count, rowAt }: BlockRows): Row[] | null {
  const rows: Row[] = [];
  for (let i = 0; i < count; i++) {
    const row = rowAt(first + i);
    if (!row) return null;
    rows.push(row);
  }
  return count > 0 ? rows : null;
}

/** Whether lines were made of the rows that there are now: one look at each page. */
function hasRows({ rows }: BlockLines, { first, count, rowAt }: BlockRows): boolean {
  const starts = Array.from({ length: Math.ceil(count / PAGE_ROWS) }, (_, page) => page * PAGE_ROWS);
  return rows
    ? starts.every((start) => rowAt(first + start) === rows[start])
    : starts.some((start) => rowAt(first + start) === undefined);
}

/** Those lines of a block that are near the screen. */
export const GridBlock = memo(function GridBlock(props: GridBlockProps) {
  const { block, layout, lines, offsetPx, fromPx, toPx } = props;
  const below = layout.captionPx + GRID_GAP_PX;
  return lines.lines
    .filter((line) => line.topPx < toPx && line.topPx + line.heightPx + below > fromPx)
    .map((line) => (
      <GridLine
        key={line.start}
        line={line}
        first={block * layout.blockRows + line.start}
        rows={lines.rows}
        startPx={offsetPx + line.topPx}
        captionPx={layout.captionPx}
        isFitted={props.isFitted}
        scoredBy={props.scoredBy}
        tabStop={props.tabStop}
      />
    ));
});
