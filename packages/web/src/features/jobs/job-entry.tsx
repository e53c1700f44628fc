import type { Job } from "@pomona/contract/jobs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatCount, formatDuration, formatMoment } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";

const SHOWN_FAILURES = 50;

/** One job with its progress, its end, and the items it could not do. */
export function JobEntry({ job }: { job: Job }) {
  const isActive = job.state === "running" || job.state === "queued";
  const [isListing, setIsListing] = useState(false);
  const cancel = useAction({ run: () => api.cancelJob({ id: job.id }), changes: ["jobs"] });
  return (
    <li className="border-line border-b px-4 py-2.5 last:border-b-0">
      <div className="flex items-center gap-2">
        <span className="min-w-0 truncate font-medium" title={job.title}>
          {job.title}
        </span>
        <span
          className={classNames("ml-auto shrink-0 text-xs", job.state === "failed" ? "text-danger" : "text-ink-mute")}
        >
          {copy.jobStates[job.state]}
        </span>
      </div>
      {isActive ? (
        <div className="mt-1.5">
          <ProgressBar label={job.title} done={job.done} total={job.total} />
        </div>
      ) : null}
      <div className="mt-1 flex items-center gap-x-3 text-ink-mute text-xs">
        <span>{progressText(job, isActive)}</span>
        {isActive ? (
          <button
            type="button"
            className="ml-auto rounded text-accent hover:underline"
            aria-label={copy.cancelJob(job.title)}
            disabled={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {copy.cancel}
          </button>
        ) : null}
        {job.failed > 0 ? (
          <button
            type="button"
            aria-expanded={isListing}
            className="ml-auto rounded text-danger hover:underline"
            onClick={() => setIsListing(!isListing)}
          >
            {copy.jobFailures(formatCount(job.failed))}
          </button>
        ) : null}
      </div>
      {job.error ? <p className="m-0 mt-1 text-danger text-xs break-words">{job.error}</p> : null}
      {isListing ? <Failures job={job} /> : null}
    </li>
  );
}

function progressText(job: Job, isActive: boolean): string {
  const count =
    job.total === null
      ? `${formatCount(job.done)} ${job.unit}`
      : copy.doneOf(formatCount(job.done), formatCount(job.total), job.unit);
  if (!isActive) return [count, job.ended ? formatMoment(job.ended) : null].filter(Boolean).join(" · ");
  const rate = job.ratePerSecond
    ? copy.ratePerSecond(job.ratePerSecond >= 10 ? formatCount(job.ratePerSecond) : job.ratePerSecond.toFixed(1))
    : null;
  return [count, rate, job.secondsLeft === null ? null : copy.timeLeft(formatDuration(job.secondsLeft))]
    .filter(Boolean)
    .join(" · ");
}

function Failures({ job }: { job: Job }) {
  const answer = useQuery({
    queryKey: ["failures", job.id, job.failed],
    queryFn: ({ signal }) => api.jobFailures({ id: job.id, after: 0, limit: SHOWN_FAILURES }, { signal }),
  }).data;
  return (
    <div className="mt-2 max-h-56 overflow-y-auto rounded-md bg-sunken px-3 py-1.5">
      <ul aria-label={copy.jobFailures(formatCount(job.failed))} className="m-0 list-none p-0 text-xs">
        {answer?.failures.map((failure, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same item may fail twice
          <li key={index} className="py-1">
            <span className="font-medium break-all">
              {failure.line === undefined ? failure.item : copy.itemLine(failure.item, failure.line)}
            </span>
            <span className="block text-ink-mute break-words">{failure.message}</span>
          </li>
        ))}
      </ul>
      {answer && job.failed > answer.failures.length ? (
        <p className="m-0 py-1 text-ink-mute text-xs">
          {copy.firstOf(answer.failures.length, formatCount(job.failed))}
        </p>
      ) : null}
    </div>
  );
}
