import type { Row } from "@pomona/contract/rows";
import { rowName } from "../../catalog/row-title.ts";
import type { CatalogAnchor } from "../../catalog/search-params.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";

interface AnchorChipProps {
  anchor: CatalogAnchor;
  row: Row | undefined;
  onFlip: () => void;
  onRemove: () => void;
}

/** One example of the search: pressing it changes its sign, the cross takes it away. */
export function AnchorChip({ anchor, row, onFlip, onRemove }: AnchorChipProps) {
  const isPositive = anchor.sign === "+";
  const name = row ? rowName(row) : anchor.value;
  const flip = isPositive ? copy.flipToNegative(name) : copy.flipToPositive(name);
  return (
    <li className="group relative">
      <button
        type="button"
        onClick={onFlip}
        aria-label={flip}
        title={flip}
        className={classNames(
          "relative block h-12 overflow-hidden rounded-md border-2",
          isPositive ? "border-accent" : "border-danger",
          anchor.kind === "row" ? "w-12" : "max-w-48 bg-surface pr-3 pl-5",
        )}
      >
        {anchor.kind === "text" ? (
          <span className="line-clamp-2 text-left text-xs">{anchor.value}</span>
        ) : row ? (
          <Thumbnail row={row} size="160" textLines="line-clamp-2" />
        ) : (
          <span className="block size-full skeleton" />
        )}
        <span
          className={classNames(
            "absolute bottom-0 left-0 inline-flex size-4 items-center justify-center rounded-tr text-surface",
            isPositive ? "bg-accent" : "bg-danger",
          )}
        >
          <Icon name={isPositive ? "plus" : "minus"} size={11} />
        </span>
      </button>
      <button
        type="button"
        aria-label={copy.removeAnchor(anchor.value)}
        onClick={onRemove}
        className="absolute -top-1.5 -right-1.5 inline-flex size-5 items-center justify-center rounded-full border border-line bg-raised text-ink-soft opacity-0 shadow-sm hover:text-danger focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100"
      >
        <Icon name="close" size={10} />
      </button>
    </li>
  );
}
