import type { FunctionProposals } from "@pomona/contract/proposals";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { jobQuery, jobsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount } from "../../ui/format.ts";
import { ProblemState } from "../../ui/problem-note.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { ProposalList } from "./proposal-list.tsx";

/** How far the search for proposals is, then what it has found. */
export function ProposalJob({ id }: { id: string }) {
  const whole = useQuery(jobQuery(id));
  // The list is kept current by the stream of events; the result is in the job itself.
  const live = useQuery(jobsQuery).data?.find((job) => job.id === id);
  const cancel = useAction({ run: () => api.cancelJob({ id }), changes: ["jobs", "job"] });
  const job = whole.data && whole.data.ended === null && live ? live : whole.data;
  if (!job)
    return whole.error ? (
      <ProblemState error={whole.error} onRetry={() => void whole.refetch()} />
    ) : (
      <div role="status" aria-label={copy.loading} className="skeleton h-40 rounded-xl" />
    );
  if (job.kind !== "propose") return <EmptyState icon="jobs" title={copy.proposal.otherJob} />;
  if (job.state === "failed" || job.state === "cancelled")
    return (
      <EmptyState icon="warning" title={copy.jobStates[job.state]}>
        {job.error ?? copy.proposal.stopped}
      </EmptyState>
    );
  if (job.state === "done" && job.result) return <ProposalList found={job.result as FunctionProposals} />;
  return (
    <section
      aria-label={job.title}
      className="flex flex-wrap items-center gap-4 rounded-xl border border-line bg-surface p-4"
    >
      <div className="min-w-0 flex-1">
        <p role="status" className="m-0 mb-2">
          {job.title}
        </p>
        <ProgressBar label={job.title} done={job.done} total={job.total} />
        <p className="m-0 mt-1 text-ink-mute text-xs">
          {job.total === null
            ? copy.proposal.working
            : copy.doneOf(formatCount(job.done), formatCount(job.total), job.unit)}
        </p>
      </div>
      <Button look="quiet" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        {copy.cancel}
      </Button>
    </section>
  );
}
