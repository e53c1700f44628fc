import type { AskedRow as Asked, FunctionDraft } from "@pomona/contract/reviews";
import type { Row } from "@pomona/contract/rows";
import { Link } from "@tanstack/react-router";
import { RowTiles } from "../../catalog/row-tiles.tsx";
import { copy } from "../../copy.ts";
import { formatScore } from "../../ui/format.ts";
import { ReviewMedia } from "./review-media.tsx";

const SHOWN_EXAMPLES = 12;

/** The row that is asked about, whole. */
export function AskedMedia({ asked, row, isWaiting }: { asked: Asked; row: Row | undefined; isWaiting: boolean }) {
  return (
    <div className="relative min-h-0 min-w-0 flex-1 bg-sunken">
      {row ? (
        <ReviewMedia row={row} />
      ) : isWaiting ? (
        <div className="skeleton size-full" />
      ) : (
        <p className="m-0 p-6 text-center text-ink-mute">{copy.review.rowGone(asked.key)}</p>
      )}
    </div>
  );
}

/** What is known of it: its key, its score, and why it is asked. */
export function AskedFacts({ asked, draft }: { asked: Asked; draft: FunctionDraft }) {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="m-0 min-w-0 text-xs">
        <Link
          to="/"
          search={{ row: asked.key }}
          target="_blank"
          className="block truncate rounded font-medium text-ink hover:text-accent-strong hover:underline"
          title={asked.key}
        >
          {asked.key}
        </Link>
        <span className="text-ink-mute">
          {asked.score === null ? copy.notScored : copy.scoreIs(formatScore(asked.score))} ·{" "}
          {copy.review.reasons[asked.reason]}
        </span>
      </p>
      <Examples draft={draft} />
    </div>
  );
}

/** What "this" is: examples of the draft, the newest last. */
function Examples({ draft }: { draft: FunctionDraft }) {
  const positives = draft.anchors.filter(({ sign }) => sign === "+");
  const keys = positives.flatMap(({ key }) => (key === null ? [] : [key])).slice(0, SHOWN_EXAMPLES);
  const words = positives.flatMap(({ text, kind }) => (kind === "text" && text !== null ? [text] : []));
  return (
    <section aria-label={copy.review.examples} className="max-md:hidden">
      <h2 className="m-0 mb-1.5 font-medium text-ink-mute text-xs">{copy.review.examples}</h2>
      {words.length > 0 ? <p className="m-0 mb-1.5 break-words">{words.join(" · ")}</p> : null}
      {keys.length > 0 ? <RowTiles label={copy.review.examples} keys={keys} /> : null}
    </section>
  );
}
