import type { DryRun as Told } from "@pomona/contract/automations";
import { useQuery } from "@tanstack/react-query";
import { dryRunQuery } from "../../api/automation-queries.ts";
import { RowTiles } from "../../catalog/row-tiles.tsx";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";

/** Of what a filter matches, what an automation would not act on, or not today. */
function exceptions({ acted, held, inProject, wouldAct, today }: Told): string {
  const lines = [
    acted > 0 && copy.automation.actedAlready(formatCount(acted)),
    held > 0 && copy.automation.heldAlready(formatCount(held)),
    inProject > 0 && copy.automation.inProjectAlready(formatCount(inProject)),
    today < wouldAct && copy.automation.todayOf(formatCount(today), formatCount(wouldAct)),
  ];
  return lines.filter(Boolean).join(" ");
}

/** What a filter would have matched among the rows there are. `automation`: with what that one did of it. */
export function DryRun({ filter, automation }: { filter: string; automation?: string | undefined }) {
  const { data: told, error } = useQuery(dryRunQuery(filter, automation));
  if (error) return <ProblemNote error={error} />;
  return (
    <section aria-label={copy.automation.dryRun} className="flex min-h-28 flex-col gap-2 rounded-lg bg-sunken p-3">
      <p role="status" className="m-0">
        {told ? (
          <>
            <strong className="font-semibold">
              {filter.trim() === ""
                ? copy.automation.wouldHaveEvery(formatCount(told.rows))
                : copy.automation.wouldHave(formatCount(told.matched), formatCount(told.rows))}
            </strong>{" "}
            {exceptions(told)}
          </>
        ) : (
          copy.automation.counting
        )}
      </p>
      {told && told.examples.length > 0 ? <RowTiles label={copy.automation.matches} keys={told.examples} /> : null}
    </section>
  );
}
