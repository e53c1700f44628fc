import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";
import { NARROWEST_PX, nextSort, WIDEST_PX } from "./table-columns.ts";

const KEY_STEP_PX = 16;

interface HeadCellProps {
  title: string;
  sort: string | undefined;
  widthPx: number;
  isNumber?: boolean;
  isSticky?: boolean;
  onWidth: (widthPx: number) => void;
}

/** The head of a column: a press sorts by it, its right edge sets its width. */
export function HeadCell({ title, sort, widthPx, isNumber, isSticky, onWidth }: HeadCellProps) {
  const { search, isSimilar, patchSearch } = useCatalog();
  const isRising = sort !== undefined && search.sort === sort;
  const isFalling = sort !== undefined && search.sort === `-${sort}`;
  const canSort = sort !== undefined && !isSimilar;
  return (
    // biome-ignore lint/a11y/useSemanticElements: lines of a virtual table are no table rows
    <div
      role="columnheader"
      aria-sort={isRising ? "ascending" : isFalling ? "descending" : undefined}
      tabIndex={canSort ? undefined : -1}
      className={classNames(
        "flex h-full shrink-0 items-center border-line border-b bg-canvas font-medium text-ink-mute text-xs",
        isSticky ? "sticky left-0 z-10 border-r" : "relative",
      )}
      style={{ width: widthPx }}
    >
      {canSort ? (
        <button
          type="button"
          title={copy.sortByColumn(title)}
          className={classNames(
            "flex h-full min-w-0 flex-1 items-center gap-1 px-2.5 hover:text-ink focus-visible:outline-offset-[-2px]",
            isNumber && "justify-end",
            (isRising || isFalling) && "text-ink",
          )}
          onClick={() => patchSearch({ sort: nextSort(sort, search.sort) })}
        >
          <span className="truncate">{title}</span>
          {isRising || isFalling ? <Icon name={isRising ? "up" : "down"} size={11} /> : null}
        </button>
      ) : (
        <span className={classNames("min-w-0 flex-1 truncate px-2.5", isNumber && "text-right")}>{title}</span>
      )}
      <WidthHandle title={title} widthPx={widthPx} onWidth={onWidth} />
    </div>
  );
}

function WidthHandle({ title, widthPx, onWidth }: { title: string; widthPx: number; onWidth: (px: number) => void }) {
  const from = useRef<{ x: number; widthPx: number } | null>(null);
  const press = (event: PointerEvent<HTMLElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, widthPx };
  };
  const drag = (event: PointerEvent): void => {
    if (from.current) onWidth(from.current.widthPx + event.clientX - from.current.x);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    onWidth(widthPx + (event.key === "ArrowLeft" ? -KEY_STEP_PX : KEY_STEP_PX));
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is moved, which a rule is not
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={copy.columnWidth(title)}
      aria-valuenow={widthPx}
      aria-valuemin={NARROWEST_PX}
      aria-valuemax={WIDEST_PX}
      tabIndex={0}
      className="absolute inset-y-1.5 -right-1 z-10 w-2 cursor-col-resize touch-none border-transparent border-x-[3px] bg-line bg-clip-padding hover:bg-line-strong"
      onPointerDown={press}
      onPointerMove={drag}
      onPointerUp={() => {
        from.current = null;
      }}
      onKeyDown={key}
    />
  );
}
