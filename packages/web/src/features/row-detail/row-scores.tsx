import type { ScoreOrigin } from "@pomona/contract/rows";
import { useQuery } from "@tanstack/react-query";
import { functionsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { formatMoment, formatScore } from "../../ui/format.ts";

interface RowScoresProps {
  scores: Record<string, number | null>;
  origins: Record<string, ScoreOrigin>;
}

/** The row's score in each function as a bar, with a mark where the threshold stands, and below it where the score comes from. */
export function RowScores({ scores, origins }: RowScoresProps) {
  const functions = useQuery(functionsQuery).data ?? [];
  const entries = Object.entries(scores).sort(([, a], [, b]) => (b ?? -1) - (a ?? -1));
  if (entries.length === 0) return null;
  return (
    <section aria-label={copy.scoresInFunctions}>
      <h3 className="m-0 mb-2 font-medium text-ink-mute text-xs">{copy.scoresInFunctions}</h3>
      <ul className="m-0 flex list-none flex-col gap-2 p-0">
        {entries.map(([name, score]) => {
          const threshold = functions.find((one) => one.name === name)?.threshold;
          const isAbove = score !== null && threshold !== undefined && score >= threshold;
          return (
            <li key={name}>
              <div className="flex justify-between gap-3">
                <span className="min-w-0 truncate">{name}</span>
                <span className={isAbove ? "font-semibold text-accent-strong" : "text-ink-mute"}>
                  {score === null ? copy.notScored : formatScore(score)}
                </span>
              </div>
              <div aria-hidden="true" className="relative mt-1 h-[3px] rounded-full bg-bar">
                <div
                  className={isAbove ? "h-full rounded-full bg-accent" : "h-full rounded-full bg-line-strong"}
                  style={{ width: `${(score ?? 0) * 100}%` }}
                />
                {threshold === undefined ? null : (
                  <span className="absolute -top-[3px] h-[9px] w-px bg-ink" style={{ left: `${threshold * 100}%` }} />
                )}
              </div>
              <Origin origin={origins[name]} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Version and moment of a score; of a combination the versions of its parts, too. */
function Origin({ origin }: { origin: ScoreOrigin | undefined }) {
  if (!origin || origin.version === null || origin.computed === null) return null;
  const parts = origin.parts.flatMap((part) =>
    part.version === null ? [] : [copy.scoreOriginPart(part.function, part.version)],
  );
  return (
    <p className="m-0 mt-1 text-2xs text-ink-mute" title={copy.scoreOriginHint}>
      {copy.scoreOrigin(origin.version, formatMoment(origin.computed))}
      {parts.length > 0 ? ` (${parts.join(", ")})` : ""}
    </p>
  );
}
