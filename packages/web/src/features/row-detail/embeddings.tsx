import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import type { WholeRow } from "./row-sidebar.tsx";

const LOOKS: Record<string, string> = { ready: "bg-accent", pending: "bg-warn", failed: "bg-danger", none: "bg-bar" };

/** The state of the row's vector in each space, with the reason where it failed. */
export function Embeddings({ row }: { row: WholeRow }) {
  const entries = Object.entries(row.embeddings);
  if (entries.length === 0) return <p className="m-0 text-ink-mute">{copy.noSpaceTakesRow}</p>;
  return (
    <ul className="m-0 flex list-none flex-col gap-1.5 p-0">
      {entries.map(([space, state]) => {
        const error = row.errors.find((one) => one.space === space);
        return (
          <li key={space}>
            <div className="flex items-center gap-2">
              <span aria-hidden="true" className={classNames("size-2 rounded-full", LOOKS[state])} />
              <span className="min-w-0 truncate">{space}</span>
              <span className="ml-auto text-ink-mute">{copy.embeddingStates[state]}</span>
            </div>
            {error ? <p className="m-0 mt-0.5 pl-4 text-danger text-xs">{error.message}</p> : null}
          </li>
        );
      })}
    </ul>
  );
}
