import type { ScoringFunction } from "@pomona/contract/functions";
import { pictureUrl } from "../../api/client.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { useAnchorRows } from "../../catalog/use-anchor-rows.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatMoment } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";

const SHOWN = 100;

/** The examples a function is made from, with their signs. */
export function FunctionAnchors({ anchors }: { anchors: ScoringFunction["anchors"] }) {
  return <AnchorList title={copy.anchors} anchors={anchors} />;
}

/** Some of the examples of a function, with their signs; pointed at, each tells who gave it, when and why. */
export function AnchorList({ title: heading, anchors }: { title: string; anchors: ScoringFunction["anchors"] }) {
  const shown = anchors.slice(0, SHOWN);
  const rows = useAnchorRows(shown.flatMap((anchor) => (anchor.key === null ? [] : [anchor.key])));
  return (
    <section aria-label={heading}>
      <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">{heading}</h2>
      <ul className="m-0 flex list-none flex-wrap gap-2 p-0">
        {shown.map((anchor) => {
          const row = rows?.find((one) => one.key === anchor.key);
          const title = anchor.key ?? anchor.text ?? copy.anchorKinds[anchor.kind];
          return (
            <li
              key={`${anchor.sign}${anchor.picture ?? title}`}
              title={[title, anchor.why, anchor.by, anchor.at === null ? null : formatMoment(anchor.at)]
                .filter((part) => part !== null)
                .join(" · ")}
              className={classNames(
                "relative h-14 overflow-hidden rounded-md border-2",
                anchor.sign === "+" ? "border-accent" : "border-danger",
                row || anchor.picture ? "w-14" : "max-w-56 bg-surface",
              )}
            >
              {row ? (
                <Thumbnail row={row} size="160" textLines="line-clamp-2" />
              ) : anchor.picture ? (
                <img alt="" src={pictureUrl(anchor.picture)} className="size-full bg-sunken object-cover" />
              ) : (
                <span className="flex h-full items-center pr-3 pl-6 text-xs">{title}</span>
              )}
              <span
                className={classNames(
                  "absolute bottom-0 left-0 inline-flex size-4 items-center justify-center rounded-tr text-surface",
                  anchor.sign === "+" ? "bg-accent" : "bg-danger",
                )}
              >
                <Icon name={anchor.sign === "+" ? "plus" : "minus"} size={11} />
              </span>
              <span className="sr-only">{anchor.sign === "+" ? copy.positive(title) : copy.negative(title)}</span>
            </li>
          );
        })}
        {anchors.length > SHOWN ? (
          <li className="self-center text-ink-mute text-xs">{copy.andMoreAnchors(anchors.length - SHOWN)}</li>
        ) : null}
      </ul>
    </section>
  );
}
