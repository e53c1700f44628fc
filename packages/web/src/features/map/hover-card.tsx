import type { Row } from "@pomona/contract/rows";
import type { PointCloudEvents } from "@pomona/projector/point-cloud";
import { useEffect, useState } from "react";
import type { MapRowReader } from "../../api/map-rows.ts";
import { rowTitle } from "../../catalog/row-title.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { formatScore } from "../../ui/format.ts";

type Hovered = NonNullable<PointCloudEvents["hover"]>;

/** The pointer rests this long before the server is asked for a row that is not known. */
const ASK_MS = 60;
const WIDTH = 184;
const HEIGHT = 190;

interface HoverCardProps {
  hovered: Hovered;
  ordinal: number;
  reader: MapRowReader;
  /** What the colour of the point says, known without asking. */
  colourText: string | null;
  colour: string | null;
  frame: { width: number; height: number };
}

/** What a point stands for, beside the pointer. It shows at once what is known, and the rest when it has come. */
export function HoverCard({ hovered, ordinal, reader, colourText, colour, frame }: HoverCardProps) {
  const row = useHoveredRow(ordinal, reader);
  const isLeft = hovered.left > frame.width - WIDTH - 24;
  const isAbove = hovered.top > frame.height - HEIGHT - 16;
  return (
    <div
      aria-hidden="true"
      data-hover-card=""
      className="pointer-events-none absolute z-20 overflow-hidden rounded-lg border border-line bg-raised shadow-float"
      style={{
        width: WIDTH,
        left: isLeft ? hovered.left - WIDTH - 12 : hovered.left + 12,
        ...(isAbove ? { bottom: frame.height - hovered.top + 12 } : { top: hovered.top + 12 }),
      }}
    >
      {row === null ? null : (
        <>
          <div className="h-28 w-full bg-sunken">
            {row ? <Thumbnail row={row} size="320" isFitted textLines="line-clamp-5" isTiny /> : null}
          </div>
          <div className="px-2.5 pt-1.5">
            <p className="m-0 truncate font-medium text-xs">{row ? rowTitle(row) : "\u00a0"}</p>
            <p className="m-0 truncate text-2xs text-ink-mute">{row ? row.dataset : "\u00a0"}</p>
          </div>
        </>
      )}
      {colourText === null ? (
        <div className="h-1.5" />
      ) : (
        <p className="m-0 flex items-center gap-1.5 px-2.5 pt-0.5 pb-2 text-2xs text-ink-soft">
          <span className="size-2 shrink-0 rounded-full" style={{ background: colour ?? undefined }} />
          <span className="truncate">{colourText}</span>
          {row && row.rank !== null ? <span className="ml-auto tabular-nums">{formatScore(row.rank)}</span> : null}
        </p>
      )}
    </div>
  );
}

/** The row of a point; undefined while it is asked for, null where it is gone. */
function useHoveredRow(ordinal: number, reader: MapRowReader): Row | null | undefined {
  const known = reader.known(ordinal);
  const [come, setCome] = useState<{ ordinal: number; row: Row | null } | null>(null);
  useEffect(() => {
    if (reader.known(ordinal) !== undefined) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      reader.read([ordinal], stop.signal).then(
        ([row]) => setCome({ ordinal, row: row ?? null }),
        // The next hover asks again.
        () => undefined,
      );
    }, ASK_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [ordinal, reader]);
  return known ?? (come?.ordinal === ordinal ? come.row : undefined);
}
