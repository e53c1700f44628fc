import type { Row } from "@pomona/contract/rows";
import { memo } from "react";
import { rowScore } from "../../catalog/row-title.ts";
import { isSelected } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { GRID_GAP_PX, type GridLayout, thumbnailFor } from "./grid-layout.ts";
import { Tile } from "./tile.tsx";

interface GridLineProps {
  line: number;
  startPx: number;
  layout: GridLayout;
  rows: readonly Row[];
  total: number;
  isFitted: boolean;
  scoredBy: string | undefined;
  /** Index of the tile that the tab key reaches. */
  tabStop: number;
}

/** One line of tiles; places whose rows are not loaded yet show a skeleton. */
export const GridLine = memo(function GridLine(props: GridLineProps) {
  const { line, startPx, layout, rows, total, isFitted, scoredBy, tabStop } = props;
  const { selection, isSimilar } = useCatalog();
  const count = Math.max(0, Math.min(layout.columns, total - line * layout.columns));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of pictures is no table
    // biome-ignore lint/a11y/useFocusableInteractive: the tiles take the focus
    <div
      role="row"
      aria-rowindex={line + 1}
      className="absolute top-0 left-0 flex"
      style={{ gap: GRID_GAP_PX, transform: `translateY(${startPx}px)` }}
    >
      {Array.from({ length: count }, (_, column) => {
        const index = line * layout.columns + column;
        const row = rows[index];
        return (
          <Tile
            key={row?.key ?? index}
            row={row}
            index={index}
            layout={layout}
            thumbnail={thumbnailFor(layout.tilePx, window.devicePixelRatio)}
            isFitted={isFitted}
            isSelected={row !== undefined && isSelected(selection, row.key)}
            isTabStop={index === tabStop}
            score={row ? rowScore(row, isSimilar, scoredBy) : null}
          />
        );
      })}
    </div>
  );
});
