import type { Row } from "@pomona/contract/rows";
import { memo } from "react";
import { rowName, rowTitle } from "../../catalog/row-title.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatScore } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { thumbnailFor } from "./grid-layout.ts";
import { StateMark } from "./state-mark.tsx";

interface TileProps {
  row: Row;
  position: number;
  widthPx: number;
  heightPx: number;
  captionPx: number;
  words: readonly string[];
  isSelected: boolean;
  isTabStop: boolean;
  isFitted: boolean;
  score: number | null;
}

/** One row in the grid. Clicks are handled by the grid, which finds the tile by `data-position` and the part by `data-part`. */
export const Tile = memo(function Tile({ row, widthPx, heightPx, captionPx, isSelected, score, ...props }: TileProps) {
  // A picture that is cut to the tile fills it with its shorter side.
  const longerPx = Math.max(widthPx, heightPx, row.width && row.height ? (heightPx * row.width) / row.height : 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of pictures is no table
    <div
      role="gridcell"
      aria-label={rowName(row)}
      aria-selected={isSelected}
      aria-description={score === null ? undefined : copy.scoreIs(formatScore(score))}
      data-position={props.position}
      tabIndex={props.isTabStop ? 0 : -1}
      className="group rounded-md outline-offset-1 select-none"
      style={{ width: widthPx }}
    >
      <div
        className={classNames(
          "relative overflow-hidden rounded-md border transition-shadow duration-75",
          isSelected ? "border-accent ring-2 ring-accent" : "border-line group-hover:border-line-strong",
        )}
        style={{ height: heightPx }}
      >
        <Thumbnail
          row={row}
          size={thumbnailFor(longerPx, window.devicePixelRatio)}
          isFitted={props.isFitted}
          textLines={textLines(heightPx)}
          words={props.words}
        />
        <TileMarks row={row} score={score} isSelected={isSelected} />
      </div>
      {/* So that what the card says and its caption stay two words for tools that read them. */ " "}
      {captionPx > 0 ? (
        <p aria-hidden="true" className="m-0 truncate px-0.5 pt-1 text-ink-soft text-xs" style={{ height: captionPx }}>
          {rowTitle(row)}
        </p>
      ) : null}
    </div>
  );
});

const textLines = (heightPx: number): string =>
  heightPx < 100
    ? "line-clamp-[4]"
    : heightPx < 150
      ? "line-clamp-[6]"
      : heightPx < 240
        ? "line-clamp-[9]"
        : "line-clamp-[16]";

const CORNER = "absolute inline-flex items-center justify-center";
/** On a text the marks stand below, as its beginning is what is read. */
const MARKS = {
  image: { edge: "top-1.5", score: "left-1.5", state: "right-1.5" },
  text: { edge: "bottom-1.5", score: "left-8", state: "right-9" },
} as const;

function TileMarks({ row, score, isSelected }: { row: Row; score: number | null; isSelected: boolean }) {
  const marks = MARKS[row.mediaType];
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        data-part="select"
        aria-label={isSelected ? copy.deselectRow(row.key) : copy.selectRow(row.key)}
        className={classNames(
          CORNER,
          marks.edge,
          "left-1.5 size-5 rounded border",
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
          marks.edge,
          "right-1.5 size-6 rounded bg-black/60 text-white opacity-0 hover:bg-black/80 group-hover:opacity-100 group-focus-visible:opacity-100 touch:opacity-100",
        )}
      >
        <Icon name="expand" size={13} />
      </button>
      {score === null ? null : (
        <span
          data-score={formatScore(score)}
          className={classNames(
            CORNER,
            marks.score,
            "bottom-1.5 h-[18px] rounded bg-black/70 px-1.5 font-medium text-2xs text-white before:content-[attr(data-score)]",
          )}
        />
      )}
      <StateMark row={row} className={classNames("absolute bottom-1.5", marks.state)} />
    </>
  );
}
