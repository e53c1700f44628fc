import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { jobsQuery } from "../api/queries.ts";
import { copy } from "../copy.ts";
import { JobEntry } from "../features/jobs/job-entry.tsx";
import { JobPanel } from "../features/jobs/job-panel.tsx";
import { NoticeSwitch } from "../features/jobs/notice-switch.tsx";
import { classNames } from "../ui/class-names.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ProblemState } from "../ui/problem-note.tsx";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/jobs");

/** Every recent job, and one of them whole. */
export function JobsPage() {
  const { job: asked } = route.useSearch();
  const { data: jobs, error, refetch } = useQuery(jobsQuery);
  const open = asked ?? jobs?.[0]?.id;
  if (error && !jobs)
    return (
      <PageFrame title={copy.jobs}>
        <ProblemState error={error} onRetry={() => void refetch()} />
      </PageFrame>
    );
  return (
    <PageFrame title={copy.jobs} actions={<NoticeSwitch />}>
      {jobs?.length === 0 ? (
        <EmptyState icon="jobs" title={copy.noJobs}>
          {copy.noJobsHint}
        </EmptyState>
      ) : null}
      {jobs && open !== undefined ? (
        <div className="grid items-start gap-6 md:grid-cols-[22rem_minmax(0,1fr)]">
          <ul
            aria-label={copy.jobs}
            className={classNames(
              "m-0 list-none overflow-hidden rounded-xl border border-line bg-surface p-0",
              asked !== undefined && "max-md:hidden",
            )}
          >
            {jobs.map((job) => (
              <JobEntry key={job.id} job={job} isOpen={job.id === open} />
            ))}
          </ul>
          <div className={asked === undefined ? "max-md:hidden" : undefined}>
            <Link to="/jobs" search={{}} className="mb-3 inline-block rounded text-accent hover:underline md:hidden">
              {copy.allJobs}
            </Link>
            <JobPanel key={open} id={open} />
          </div>
        </div>
      ) : null}
    </PageFrame>
  );
}
