import { isProblem, problems } from "@pomona/contract/problems";
import type { Row } from "@pomona/contract/rows";
import { useEffect, useState } from "react";
import { api, type ThumbnailSize, thumbnailUrl } from "../api/client.ts";
import { copy } from "../copy.ts";
import { classNames } from "../ui/class-names.ts";
import { Icon } from "../ui/icon.tsx";
import { MarkedText } from "./marked-text.tsx";
import { cardText } from "./row-title.ts";

interface ThumbnailProps {
  row: Pick<Row, "key" | "mediaType" | "text" | "passage" | "contentHash">;
  size: ThumbnailSize;
  isFitted?: boolean;
  textLines?: string;
  /** There is no room for a reason: only its drawing is shown, the reason is read out and a hint. */
  isTiny?: boolean;
  /** Words that are marked in a text. */
  words?: readonly string[];
}

/** Why there is no picture: in a few words, and with what to do about it. */
interface Reason {
  title: string;
  detail: string;
}

function reasonOf(error: unknown): Reason {
  const detail = error instanceof Error ? error.message : copy.thumbnailBroken;
  return { title: isProblem(error) ? problems[error.code].title : copy.thumbnailBroken, detail };
}

const NO_WORDS: readonly string[] = [];

/** The picture of a row, or the beginning of its text; a picture that cannot be shown says why. Fills its parent. */
export function Thumbnail({
  row,
  size,
  isFitted = false,
  textLines = "line-clamp-[9]",
  words = NO_WORDS,
  isTiny = false,
}: ThumbnailProps) {
  const [reason, setReason] = useState<Reason | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row starts anew
  useEffect(() => setReason(null), [row.key]);
  if (row.mediaType === "text") {
    return (
      <div aria-hidden="true" className="size-full overflow-hidden bg-surface p-2.5 text-left">
        <p className={classNames("m-0 text-ink-soft text-xs break-words whitespace-pre-line", textLines)}>
          <MarkedText text={cardText(row)} words={words} />
        </p>
      </div>
    );
  }
  if (reason !== null) {
    return (
      <div
        role="img"
        aria-label={reason.detail}
        title={reason.detail}
        className={classNames(
          "flex size-full flex-col items-center justify-center gap-1.5 bg-sunken text-center text-ink-mute",
          !isTiny && "p-2",
        )}
      >
        <Icon name="image" size={isTiny ? 14 : 20} />
        {isTiny ? null : (
          // As generated content, since it is part of the name already.
          <p data-reason={reason.title} className="m-0 line-clamp-3 text-2xs before:content-[attr(data-reason)]" />
        )}
      </div>
    );
  }
  const explain = (): void => {
    setReason({ title: copy.thumbnailBroken, detail: copy.thumbnailBroken });
    api.rowThumbnail({ key: row.key, size }).catch((error: unknown) => setReason(reasonOf(error)));
  };
  return (
    <img
      alt=""
      src={thumbnailUrl(row, size)}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={explain}
      className={classNames("size-full bg-sunken", isFitted ? "object-contain" : "object-cover")}
    />
  );
}
