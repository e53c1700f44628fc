import type { Job } from "@pomona/contract/jobs";
import type { Projection } from "@pomona/contract/projections";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { jobsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatDuration, formatShare } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { ProjectionDialog } from "./projection-dialog.tsx";

/** A projection whose first map is under way, or came to nothing. */
export function LayoutState({ projection }: { projection: Projection }) {
  const job = useQuery(jobsQuery).data?.find(({ id }) => id === projection.job);
  const [isAgain, setIsAgain] = useState(false);
  const cancel = useAction({ run: (id: string) => api.cancelJob({ id }), changes: ["jobs", "projections"] });
  const newest = projection.versions[0];
  if (newest?.state === "laying")
    return (
      <EmptyState
        icon="map"
        title={copy.layingOut(projection.name)}
        actions={
          projection.job === null ? null : (
            <Button disabled={cancel.isPending} onClick={() => projection.job && cancel.mutate(projection.job)}>
              {copy.cancel}
            </Button>
          )
        }
      >
        <span className="mx-auto mb-2 block w-64 max-w-full">
          <ProgressBar label={copy.layingOut(projection.name)} done={job?.done ?? 0} total={job?.total ?? null} />
          <span className="mt-1 block tabular-nums">{progressText(job)}</span>
        </span>
        {copy.layingOutHint}
      </EmptyState>
    );
  return (
    <div role={newest?.state === "failed" ? "alert" : undefined} className="flex min-h-0 flex-1 flex-col">
      <EmptyState
        icon="warning"
        title={newest?.state === "failed" ? copy.layOutFailed : copy.layOutCancelled}
        actions={
          <Button look="accent" icon="again" onClick={() => setIsAgain(true)}>
            {copy.layOutAgain}
          </Button>
        }
      >
        {newest?.error}
      </EmptyState>
      {isAgain ? <ProjectionDialog before={projection} onClose={() => setIsAgain(false)} /> : null}
    </div>
  );
}

/** `Finding neighbours, 31 %, 2 min left`; a blank that keeps the line before anything is known. */
function progressText(job: Job | undefined): string {
  if (!job?.total) return "\u00a0";
  const stage = job.stage && copy.layOutStages[job.stage];
  const left = job.secondsLeft ? copy.timeLeft(formatDuration(job.secondsLeft)) : null;
  return [stage, formatShare(job.done / job.total), left].filter(Boolean).join(", ");
}
