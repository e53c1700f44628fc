import { useQuery } from "@tanstack/react-query";
import { functionsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { formatScore } from "../../ui/format.ts";

/** The row's score in each function as a bar, with a mark where the threshold stands. */
export function RowScores({ scores }: { scores: Record<string, number | null> }) {
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
            </li>
          );
        })}
      </ul>
    </section>
  );
}
