import type { Row } from "@pomona/contract/rows";
import { memo } from "react";
import { rowScore } from "../../catalog/row-title.ts";
import { isSelected } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { GRID_GAP_PX, type TileLine } from "./justified.ts";
import { Tile } from "./tile.tsx";

interface GridLineProps {
  line: TileLine;
  /** Position of its first row in the result. */
  first: number;
  /** Rows of its block; null while they are not loaded. */
  rows: readonly Row[] | null;
  startPx: number;
  captionPx: number;
  isFitted: boolean;
  scoredBy: string | undefined;
  tabStop: number;
}

/** One line of tiles, or of empty places. */
export const GridLine = memo(function GridLine(props: GridLineProps) {
  const { line, first, rows, startPx, captionPx, isFitted, scoredBy, tabStop } = props;
  const { selection, isSimilar, words } = useCatalog();
  const style = { gap: GRID_GAP_PX, transform: `translateY(${startPx}px)` };
  if (!rows)
    return (
      <div aria-hidden="true" className="absolute top-0 left-0 flex contain-layout contain-style" style={style}>
        {line.widthsPx.map((widthPx, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places that wait for rows
          <div key={i} className="skeleton rounded-md" style={{ width: widthPx, height: line.heightPx }} />
        ))}
      </div>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of pictures is no table
    // biome-ignore lint/a11y/useFocusableInteractive: the tiles take the focus
    <div role="row" className="absolute top-0 left-0 flex contain-layout contain-style" style={style}>
      {line.widthsPx.map((widthPx, i) => {
        const row = rows[line.start + i] as Row;
        const position = first + i;
        return (
          <Tile
            key={row.key}
            row={row}
            position={position}
            widthPx={widthPx}
            heightPx={line.heightPx}
            captionPx={captionPx}
            words={words}
            isFitted={isFitted}
            isSelected={isSelected(selection, row.key)}
            isTabStop={position === tabStop}
            score={rowScore(row, isSimilar, scoredBy)}
          />
        );
      })}
    </div>
  );
});
