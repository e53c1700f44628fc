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
  /** Words that are marked in a text. */
  words?: readonly string[];
}

const NO_WORDS: readonly string[] = [];

/** The picture of a row, or the beginning of its text; a picture that cannot be shown says why. Fills its parent. */
export function Thumbnail({
  row,
  size,
  isFitted = false,
  textLines = "line-clamp-[9]",
  words = NO_WORDS,
}: ThumbnailProps) {
  const [reason, setReason] = useState<string | null>(null);
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
        aria-label={reason}
        title={reason}
        className="flex size-full flex-col items-center justify-center gap-1.5 bg-sunken p-2 text-center text-ink-mute"
      >
        <Icon name="image" size={20} />
        {/* As generated content, since it is part of the name already. */}
        <p data-reason={reason} className="m-0 line-clamp-3 text-2xs before:content-[attr(data-reason)]" />
      </div>
    );
  }
  const explain = (): void => {
    setReason(copy.thumbnailBroken);
    api
      .rowThumbnail({ key: row.key, size })
      .catch((error: unknown) => setReason(error instanceof Error ? error.message : copy.thumbnailBroken));
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
