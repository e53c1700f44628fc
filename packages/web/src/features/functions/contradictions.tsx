import type { ScoringFunction } from "@pomona/contract/functions";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";

const SHOWN = 10;

/** Examples that say opposite things of one vector, and what is done with them; nothing where there are none. */
export function Contradictions({ contradictions }: Pick<ScoringFunction, "contradictions">) {
  if (contradictions.length === 0) return null;
  return (
    <section
      aria-label={copy.learn.contradictions}
      className="rounded-md border border-warn/40 bg-warn-wash px-3 py-2 text-xs"
    >
      <h2 className="m-0 flex items-center gap-1.5 font-medium text-warn text-xs">
        <Icon name="warning" size={13} />
        {copy.review.conflictCount(contradictions.length)}
      </h2>
      <ul className="m-0 my-1.5 list-none p-0">
        {contradictions.slice(0, SHOWN).map(({ positive, negative }) => (
          <li key={`${positive} ${negative}`} className="break-words">
            {copy.learn.contradiction(positive, negative)}
          </li>
        ))}
      </ul>
      {contradictions.length > SHOWN ? (
        <p className="m-0 mb-1.5">{copy.learn.moreContradictions(contradictions.length - SHOWN)}</p>
      ) : null}
      <p className="m-0 text-ink-soft">{copy.learn.contradictionsKept}</p>
    </section>
  );
}
