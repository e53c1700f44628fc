import type { Row } from "@pomona/contract/rows";
import { copy } from "../copy.ts";
import { classNames } from "../ui/class-names.ts";
import { Icon } from "../ui/icon.tsx";
import { Thumbnail } from "./thumbnail.tsx";

interface AnchorTileProps {
  sign: "+" | "-";
  name: string;
  /** The row that it is. */
  row: Row | undefined;
  /** Of an uploaded picture. */
  pictureUrl: string | undefined;
  /** Its row is being looked up. */
  isWaiting: boolean;
  onFlip: () => void;
  onRemove: () => void;
}

/** One example of a search or a function: pressing it changes its sign, the cross takes it away. */
export function AnchorTile({ sign, name, row, pictureUrl, isWaiting, onFlip, onRemove }: AnchorTileProps) {
  const isPositive = sign === "+";
  const flip = isPositive ? copy.flipToNegative(name) : copy.flipToPositive(name);
  const isPicture = row !== undefined || pictureUrl !== undefined || isWaiting;
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
          isPicture ? "w-12" : "max-w-48 bg-surface pr-3 pl-5",
        )}
      >
        {row ? (
          <Thumbnail row={row} size="160" textLines="line-clamp-2" />
        ) : pictureUrl !== undefined ? (
          <img alt="" src={pictureUrl} draggable={false} className="size-full bg-sunken object-cover" />
        ) : isWaiting ? (
          <span className="block size-full skeleton" />
        ) : (
          <span className="line-clamp-2 text-left text-xs">{name}</span>
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
        aria-label={copy.removeAnchor(name)}
        onClick={onRemove}
        className="absolute -top-1.5 -right-1.5 inline-flex size-5 items-center justify-center rounded-full border border-line bg-raised text-ink-soft opacity-0 shadow-sm hover:text-danger focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100"
      >
        <Icon name="close" size={10} />
      </button>
    </li>
  );
}
