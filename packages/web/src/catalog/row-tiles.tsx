import type { Row } from "@pomona/contract/rows";
import { Link } from "@tanstack/react-router";
import { copy } from "../copy.ts";
import { classNames } from "../ui/class-names.ts";
import { rowName } from "./row-title.ts";
import { Thumbnail } from "./thumbnail.tsx";
import { useAnchorRows } from "./use-anchor-rows.ts";

interface RowTilesProps {
  /** What the rows are, for those who cannot see them. */
  label: string;
  keys: readonly string[];
  /** What stands below a tile. */
  caption?: (key: string) => string;
}

/** Rows that are known by their keys, as small tiles in one line, each leading to its row. */
export function RowTiles({ label, keys, caption }: RowTilesProps) {
  const rows = useAnchorRows(keys);
  return (
    <ul
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
      tabIndex={0}
      aria-label={label}
      className="m-0 flex list-none gap-2 overflow-x-auto p-0.5 pb-1"
    >
      {keys.map((key) => (
        <li key={key} className="shrink-0">
          <RowTile rowKey={key} row={rows?.find((one) => one.key === key)} isWaiting={rows === undefined} />
          {caption ? (
            <p className="m-0 mt-0.5 text-center text-2xs text-ink-mute tabular-nums">{caption(key)}</p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

interface RowTileProps {
  rowKey: string;
  /** undefined: it is being looked up, or gone. */
  row: Row | undefined;
  isWaiting: boolean;
}

/** One row as a small tile that leads to it. */
export function RowTile({ rowKey, row, isWaiting }: RowTileProps) {
  return (
    <Link
      to="/"
      search={{ row: rowKey }}
      aria-label={copy.openRow(row ? rowName(row) : rowKey)}
      title={rowKey}
      className={classNames(
        "block h-16 overflow-hidden rounded-md border border-line hover:border-line-strong",
        row?.mediaType === "text" ? "w-36" : "w-20",
      )}
    >
      {row ? (
        <Thumbnail row={row} size="160" textLines="line-clamp-2" />
      ) : isWaiting ? (
        <span className="skeleton block h-full" />
      ) : (
        <span className="block p-1.5 text-2xs text-ink-mute break-all">{rowKey}</span>
      )}
    </Link>
  );
}
