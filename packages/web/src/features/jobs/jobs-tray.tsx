import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { jobsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";
import { Popover } from "../../ui/popover.tsx";
import { JobEntry } from "./job-entry.tsx";
import { isActive } from "./job-text.ts";
import { NoticeSwitch } from "./notice-switch.tsx";

const SHOWN = 20;

/** Background work: how far it is, and what came of it. */
export function JobsTray() {
  const jobs = useQuery(jobsQuery).data ?? [];
  const [isOpen, setIsOpen] = useState(false);
  const running = jobs.filter(isActive);
  const known = running.filter((job) => job.total);
  const share = known.length > 0 ? known.reduce((sum, job) => sum + job.done / (job.total ?? 1), 0) / known.length : 0;
  const label = running.length > 0 ? copy.jobsRunning(running.length) : copy.jobs;
  return (
    <Popover
      title={copy.jobs}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          className="relative inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-ink-soft hover:bg-hover hover:text-ink"
        >
          <Icon name="jobs" />
          {running.length > 0 ? (
            <span className="whitespace-nowrap font-medium text-xs">
              {known.length > 0 ? `${Math.floor(share * 100)} %` : running.length}
            </span>
          ) : null}
          {running.length > 0 ? (
            <span aria-hidden="true" className="absolute inset-x-1.5 bottom-0.5 h-[2px] overflow-hidden rounded bg-bar">
              <span
                className="block h-full bg-accent transition-[width] duration-300"
                style={{ width: `${Math.max(4, share * 100)}%` }}
              />
            </span>
          ) : null}
        </button>
      }
    >
      {jobs.length === 0 ? <p className="m-0 px-4 py-6 text-center text-ink-mute">{copy.noJobs}</p> : null}
      <ul className="m-0 list-none p-0">
        {jobs.slice(0, SHOWN).map((job) => (
          <JobEntry key={job.id} job={job} onOpen={() => setIsOpen(false)} />
        ))}
      </ul>
      {jobs.length > 0 ? (
        <div className="sticky bottom-0 flex min-h-11 items-center gap-3 border-line border-t bg-raised px-4">
          <NoticeSwitch />
          <Link
            to="/jobs"
            search={{}}
            className="ml-auto shrink-0 rounded text-accent hover:underline"
            onClick={() => setIsOpen(false)}
          >
            {copy.allJobs}
          </Link>
        </div>
      ) : null}
    </Popover>
  );
}
