import type { Row } from "@pomona/contract/rows";
import { memo, useMemo } from "react";
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

/** Works out the lines of blocks, and keeps those of the blocks that were asked for last. */
export function useBlockLines(layout: GridLayout, rowAt: (position: number) => Row | undefined) {
  return useMemo(() => {
    const known = new Map<number, BlockLines>();
    return (block: number): BlockLines => {
      const before = known.get(block);
      if (before) return before;
      const rows: Row[] = [];
      const count = rowsIn(layout, block);
      for (let i = 0; i < count; i++) {
        const row = rowAt(block * layout.blockRows + i);
        if (!row) break;
        rows.push(row);
      }
      const isLoaded = rows.length === count && count > 0;
      const lines = isLoaded
        ? { lines: blockLines(layout, rows), rows }
        : { lines: emptyLines(layout, block), rows: null };
      known.set(block, lines);
      return lines;
    };
  }, [layout, rowAt]);
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
