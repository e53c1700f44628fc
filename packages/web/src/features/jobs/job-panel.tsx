import type { ImportReport, ItemFailure } from "@pomona/contract/imports";
import type { Job } from "@pomona/contract/jobs";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { jobQuery, jobsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatDuration, formatMoment } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { FailureList } from "./failure-list.tsx";
import { JobActions } from "./job-actions.tsx";
import { isActive, outcomeText, progressText } from "./job-text.ts";

/** One job, whole: progress while it runs, then what came of it and what could not be done. */
export function JobPanel({ id }: { id: string }) {
  const navigate = useNavigate();
  const whole = useQuery(jobQuery(id));
  // The list is kept current by the stream of events; the result is in the job itself.
  const live = useQuery(jobsQuery).data?.find((job) => job.id === id);
  const known = live && (isActive(live) || whole.data?.state !== live.state) ? live : whole.data;
  if (!known) {
    if (whole.error) return <ProblemNote error={whole.error} />;
    return <div role="status" aria-label={copy.loading} className="skeleton h-36 rounded-xl" />;
  }
  const open = (job: string): void => void navigate({ to: "/jobs", search: { job } });
  return (
    <article aria-label={known.title} className="flex min-w-0 flex-col gap-4">
      <div className="rounded-xl border border-line bg-surface p-4">
        <div className="flex items-center gap-3">
          <h2 className="m-0 min-w-0 truncate font-semibold text-base" title={known.title}>
            {known.title}
          </h2>
          <span role="status" className={known.state === "failed" ? "ml-auto text-danger" : "ml-auto text-ink-mute"}>
            {copy.jobStates[known.state]}
          </span>
        </div>
        {isActive(known) ? (
          <div className="mt-3">
            <ProgressBar label={known.title} done={known.done} total={known.total} />
          </div>
        ) : null}
        <p className="m-0 mt-2 flex items-center text-ink-mute">
          <span>{progressText(known)}</span>
          <span className="ml-auto text-sm">
            <JobActions job={known} onRetried={open} />
          </span>
        </p>
        <Outcome job={known} />
      </div>
      {known.failed > 0 ? <FailureList job={known} /> : null}
      <Warnings job={known} />
    </article>
  );
}

function Outcome({ job }: { job: Job }) {
  const outcome = outcomeText(job);
  const seconds = job.started && job.ended ? (Date.parse(job.ended) - Date.parse(job.started)) / 1000 : null;
  return (
    <>
      {outcome ? <p className="m-0 mt-2 font-medium">{outcome}</p> : null}
      {job.error ? <p className="m-0 mt-2 text-danger break-words">{job.error}</p> : null}
      <p className="m-0 mt-2 text-ink-mute text-xs">
        {[
          copy.startedAt(formatMoment(job.started ?? job.created)),
          seconds === null ? null : copy.tookTime(formatDuration(seconds)),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </>
  );
}

const SHOWN_WARNINGS = 100;

function Warnings({ job }: { job: Job }) {
  const warnings: ItemFailure[] = (job.result as Partial<ImportReport> | null)?.warnings ?? [];
  if (warnings.length === 0) return null;
  return (
    <details className="text-xs">
      <summary className="text-sm text-warn">{copy.warningCount(formatCount(warnings.length))}</summary>
      <ul className="m-0 mt-2 list-none divide-y divide-line rounded-lg border border-line bg-surface p-0">
        {warnings.slice(0, SHOWN_WARNINGS).map(({ item, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same item may need two looks
          <li key={index} className="px-3 py-2">
            <span className="font-medium break-all">{item}</span>
            <span className="block text-ink-mute">{message}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
