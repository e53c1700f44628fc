import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { jobsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { showMessage } from "../../ui/toast.tsx";
import type { WholeRow } from "./row-sidebar.tsx";

const LOOKS: Record<string, string> = { ready: "bg-accent", pending: "bg-warn", failed: "bg-danger", none: "bg-bar" };

/** The state of the row's vector in each space: with the reason and a way to try again where it failed, with the job where it waits. */
export function Embeddings({ row }: { row: WholeRow }) {
  const entries = Object.entries(row.embeddings);
  if (entries.length === 0) return <p className="m-0 text-ink-mute">{copy.noSpaceTakesRow}</p>;
  return (
    <ul className="m-0 flex list-none flex-col gap-1.5 p-0">
      {entries.map(([space, state]) => (
        <li key={space}>
          <div className="flex items-center gap-2">
            <span aria-hidden="true" className={classNames("size-2 rounded-full", LOOKS[state])} />
            <span className="min-w-0 truncate">{space}</span>
            <span className="ml-auto text-ink-mute">{copy.embeddingStates[state]}</span>
          </div>
          {state === "failed" ? <Failure row={row} space={space} /> : null}
          {state === "pending" ? <JobAtWork space={space} /> : null}
        </li>
      ))}
    </ul>
  );
}

function Failure({ row, space }: { row: WholeRow; space: string }) {
  const again = useAction({
    run: () =>
      api.embedSpace({ name: space }, { filter: { field: "key", op: "=", value: row.key }, retryFailed: true }),
    changes: ["jobs", "spaces", "row", "rows"],
    onDone: () => showMessage(copy.embeddingAgain),
  });
  return (
    <div className="flex flex-col items-start gap-1.5 py-1 pl-4">
      <p className="m-0 text-danger text-xs [overflow-wrap:anywhere]">
        {row.errors.find((one) => one.space === space)?.message}
      </p>
      <Button className="h-7 text-xs" disabled={again.isPending} onClick={() => again.mutate()}>
        {copy.embedAgain}
      </Button>
    </div>
  );
}

/** The job that will make the vector, and how far it is. */
function JobAtWork({ space }: { space: string }) {
  const jobs = useQuery(jobsQuery).data ?? [];
  const job = jobs.find(
    ({ kind, title, ended }) =>
      ended === null && (kind === "embed" || kind === "derive") && title.endsWith(` ${space}`),
  );
  if (!job) return null;
  return (
    <div className="py-1 pl-4 text-ink-mute text-xs">
      <p className="m-0 mb-1">{copy.jobOfRow(job.title)}</p>
      <ProgressBar label={job.title} done={job.done} total={job.total} />
    </div>
  );
}
