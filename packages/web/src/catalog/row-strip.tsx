import type { Row } from "@pomona/contract/rows";
import { Link } from "@tanstack/react-router";
import { copy } from "../copy.ts";
import { classNames } from "../ui/class-names.ts";
import { formatScore } from "../ui/format.ts";
import { rowName } from "./row-title.ts";
import { Thumbnail } from "./thumbnail.tsx";

interface RowStripProps {
  title: string;
  rows: readonly Row[] | undefined;
  score: (row: Row) => number | null;
}

/** A line of small tiles, each leading to its row. */
export function RowStrip({ title, rows, score }: RowStripProps) {
  return (
    <section aria-label={title}>
      <h3 className="m-0 mb-2 font-medium text-ink-soft text-xs">{title}</h3>
      {rows?.length === 0 ? <p className="m-0 text-ink-mute text-xs">{copy.noRows}</p> : null}
      <ul className="m-0 flex list-none gap-2 overflow-x-auto p-0.5 pb-2">
        {(rows ?? placeholders).map((row, index) =>
          typeof row === "number" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: places that wait for rows
            <li key={index} className="skeleton size-20 shrink-0 rounded-md" />
          ) : (
            <li key={row.key} className="shrink-0">
              <Link
                to="/"
                search={(before) => ({ ...before, row: row.key })}
                aria-label={copy.openRow(rowName(row))}
                title={row.key}
                className={classNames(
                  "relative block h-20 overflow-hidden rounded-md border border-line hover:border-line-strong",
                  row.mediaType === "text" ? "w-40" : "w-20",
                )}
              >
                <Thumbnail row={row} size="160" textLines="line-clamp-3" />
                {score(row) === null ? null : (
                  <span
                    data-score={formatScore(score(row) ?? 0)}
                    className="absolute bottom-1 left-1 rounded bg-black/70 px-1 font-medium text-2xs text-white before:content-[attr(data-score)]"
                  />
                )}
              </Link>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

const placeholders: readonly number[] = [0, 1, 2, 3, 4, 5];
