import type { Job } from "@pomona/contract/jobs";
import { Link } from "@tanstack/react-router";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatCount } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { JobActions } from "./job-actions.tsx";
import { isActive, progressText } from "./job-text.ts";

/** One job in a list: its progress, its end, and the way to its details. */
export function JobEntry({ job, isOpen, onOpen }: { job: Job; isOpen?: boolean; onOpen?: () => void }) {
  return (
    <li className={classNames("border-line border-b px-4 py-2.5 last:border-b-0", isOpen && "md:bg-accent-wash")}>
      <div className="flex items-center gap-2">
        <Link
          to="/jobs"
          search={{ job: job.id }}
          aria-current={isOpen ? "true" : undefined}
          className="min-w-0 truncate rounded font-medium hover:underline"
          title={job.title}
          {...(onOpen ? { onClick: onOpen } : {})}
        >
          {job.title}
        </Link>
        <span
          className={classNames(
            "ml-auto shrink-0 text-xs",
            job.state === "failed" ? "text-danger" : isOpen ? "text-ink-soft" : "text-ink-mute",
          )}
        >
          {copy.jobStates[job.state]}
        </span>
      </div>
      {isActive(job) ? (
        <div className="mt-1.5">
          <ProgressBar label={job.title} done={job.done} total={job.total} />
        </div>
      ) : null}
      <div
        className={classNames(
          "mt-1 flex flex-wrap items-center gap-x-3 text-xs",
          isOpen ? "text-ink-soft" : "text-ink-mute",
        )}
      >
        <span>{progressText(job)}</span>
        {job.failed > 0 ? <span className="text-danger">{copy.jobFailures(formatCount(job.failed))}</span> : null}
        <span className="ml-auto">
          <JobActions job={job} />
        </span>
      </div>
      {job.error ? <p className="m-0 mt-1 line-clamp-2 text-danger text-xs break-words">{job.error}</p> : null}
    </li>
  );
}
