import type { Row } from "@pomona/contract/rows";
import { memo } from "react";
import type { ThumbnailSize } from "../../api/client.ts";
import { rowName, rowTitle } from "../../catalog/row-title.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatScore } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import type { GridLayout } from "./grid-layout.ts";

interface TileProps {
  row: Row | undefined;
  index: number;
  layout: GridLayout;
  thumbnail: ThumbnailSize;
  isSelected: boolean;
  isTabStop: boolean;
  isFitted: boolean;
  score: number | null;
}

/** One row in the grid. Clicks are handled by the grid, which finds the tile by `data-index` and the part by `data-part`. */
export const Tile = memo(function Tile({
  row,
  index,
  layout,
  thumbnail,
  isSelected,
  isTabStop,
  isFitted,
  score,
}: TileProps) {
  const box = { width: layout.tilePx, height: layout.tilePx };
  if (!row) {
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: a row that is still loading takes no focus
      // biome-ignore lint/a11y/useSemanticElements: a grid of pictures is no table
      <div role="gridcell" aria-label={copy.loading} aria-colindex={(index % layout.columns) + 1}>
        <div className="skeleton rounded-md" style={box} />
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of pictures is no table
    <div
      role="gridcell"
      aria-label={rowName(row)}
      aria-selected={isSelected}
      aria-description={score === null ? undefined : copy.scoreIs(formatScore(score))}
      aria-colindex={(index % layout.columns) + 1}
      data-index={index}
      tabIndex={isTabStop ? 0 : -1}
      className="group rounded-md outline-offset-1 select-none"
      style={{ width: layout.tilePx }}
    >
      <div
        className={classNames(
          "relative overflow-hidden rounded-md border transition-shadow duration-75",
          isSelected ? "border-accent ring-2 ring-accent" : "border-line group-hover:border-line-strong",
        )}
        style={box}
      >
        <Thumbnail row={row} size={thumbnail} isFitted={isFitted} textLines={textLines(layout.tilePx)} />
        <TileMarks row={row} score={score} isSelected={isSelected} />
      </div>
      {/* So that what the card says and its caption stay two words for tools that read them. */ " "}
      {layout.captionPx > 0 ? (
        <p
          aria-hidden="true"
          className="m-0 truncate px-0.5 pt-1 text-ink-soft text-xs"
          style={{ height: layout.captionPx }}
        >
          {rowTitle(row)}
        </p>
      ) : null}
    </div>
  );
});

const textLines = (tilePx: number): string =>
  tilePx < 120
    ? "line-clamp-[5]"
    : tilePx < 180
      ? "line-clamp-[8]"
      : tilePx < 240
        ? "line-clamp-[11]"
        : "line-clamp-[16]";

const CORNER = "absolute inline-flex items-center justify-center";

function TileMarks({ row, score, isSelected }: { row: Row; score: number | null; isSelected: boolean }) {
  const states = Object.entries(row.embeddings);
  const failed = states.filter(([, state]) => state === "failed").map(([space]) => space);
  const pending = states.filter(([, state]) => state === "pending").map(([space]) => space);
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        data-part="select"
        aria-label={isSelected ? copy.deselectRow(row.key) : copy.selectRow(row.key)}
        className={classNames(
          CORNER,
          "top-1.5 left-1.5 size-5 rounded border",
          isSelected
            ? "border-accent bg-accent text-accent-ink"
            : "border-black/40 bg-white/85 text-transparent opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100 touch:opacity-100",
        )}
      >
        <Icon name="check" size={13} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        data-part="open"
        aria-label={copy.openRow(row.key)}
        title={copy.open}
        className={classNames(
          CORNER,
          "top-1.5 right-1.5 size-6 rounded bg-black/60 text-white opacity-0 hover:bg-black/80 group-hover:opacity-100 group-focus-visible:opacity-100 touch:opacity-100",
        )}
      >
        <Icon name="expand" size={13} />
      </button>
      {score === null ? null : (
        <span
          data-score={formatScore(score)}
          className={classNames(
            CORNER,
            "bottom-1.5 left-1.5 h-[18px] rounded bg-black/70 px-1.5 font-medium text-2xs text-white before:content-[attr(data-score)]",
          )}
        />
      )}
      {failed.length > 0 ? (
        <span
          title={copy.embeddingFailed(failed)}
          className={classNames(CORNER, "right-1.5 bottom-1.5 size-[18px] rounded bg-danger-wash text-danger")}
        >
          <Icon name="warning" size={12} />
          <span className="sr-only">{copy.embeddingFailed(failed)}</span>
        </span>
      ) : pending.length > 0 ? (
        <span
          title={copy.embeddingPending(pending)}
          className={classNames(CORNER, "right-1.5 bottom-1.5 size-[18px] rounded bg-warn-wash text-warn")}
        >
          <Icon name="clock" size={12} />
          <span className="sr-only">{copy.embeddingPending(pending)}</span>
        </span>
      ) : null}
    </>
  );
}
