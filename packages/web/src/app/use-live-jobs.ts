import type { Job } from "@pomona/contract/jobs";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { PAGE_ROWS, type RowPage } from "../api/catalog-rows.ts";
import { api } from "../api/client.ts";
import { jobQuery, jobsQuery, ROW_KEYS } from "../api/queries.ts";
import { noteStartedJobs, onStartedJob, takeStartedJob } from "../api/started-jobs.ts";
import { copy } from "../copy.ts";
import { notifyEnd } from "../features/jobs/end-notices.ts";
import { outcomeText } from "../features/jobs/job-text.ts";
import { formatCount } from "../ui/format.ts";
import { showMessage } from "../ui/toast.tsx";

const REFRESH_MS = 1500;
/** The end of a job is what the user waits for. */
const END_REFRESH_MS = 100;

/** Follows the server's jobs: keeps their list current, and asks again for what they change. */
export function useLiveJobs(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    const open = (job: string): void => void navigate({ to: "/jobs", search: { job } });
    const announce = (job: Job): void => void announceEnd(client, job, open);
    const refresh = refresher(client);
    // What ended while the page was away, reloading for example, or asleep, is told when it is back.
    const catchUp = async (): Promise<void> => {
      const before = client.getQueryData(jobsQuery.queryKey);
      const jobs = await client.fetchQuery({ ...jobsQuery, staleTime: 0 }).catch(() => []);
      for (const job of jobs) if (job.ended !== null && job.state !== "failed") announce(job);
      if (before) refresh(true);
    };
    const stopListening = onStartedJob((id) => {
      const known = client.getQueryData(jobsQuery.queryKey)?.find((job) => job.id === id);
      if (known && known.ended !== null && known.state !== "failed") announce(known);
    });
    const stop = new AbortController();
    void (async () => {
      try {
        for await (const job of api.events(stop.signal, () => void catchUp())) {
          const isNew = upsertJob(client, job);
          refresh(job.ended !== null && isNew);
          if (isNew) announce(job);
        }
      } catch {
        // The server refused the stream; the banner says why.
      }
    })();
    return () => {
      stopListening();
      stop.abort();
    };
  }, [client, navigate]);
}

/** Tells the end of a job that this tab has started, and of any that failed. */
async function announceEnd(client: QueryClient, job: Job, open: (id: string) => void): Promise<void> {
  if (job.ended === null) return;
  const isMine = takeStartedJob(job.id);
  if (!isMine && job.state !== "failed") return;
  // The catalog shows the end of an edit itself, with its undo.
  const isShown = job.kind === "edit" && job.state !== "failed" && location.pathname === "/";
  if (isShown) return;
  const whole = await client.fetchQuery({ ...jobQuery(job.id), staleTime: 0 }).catch(() => job);
  // An import starts the jobs that embed its rows: whoever waits for it waits for them.
  if (isMine) noteStartedJobs(whole.result);
  const outcome =
    job.error ?? outcomeText(whole) ?? (job.failed > 0 ? copy.jobFailures(formatCount(job.failed)) : null);
  const title = copy.jobEnds[job.state as keyof typeof copy.jobEnds]?.(job.title) ?? job.title;
  showMessage(title, outcome ?? undefined, { label: copy.details, run: () => open(job.id) });
  if (isMine) notifyEnd(job, outcome ?? copy.jobStates[job.state]);
}

/** Puts a job into the list; true when its state has changed, as far as that is known. */
function upsertJob(client: QueryClient, job: Job): boolean {
  const before = client.getQueryData(jobsQuery.queryKey);
  if (before === undefined) {
    void client.invalidateQueries(jobsQuery);
    return job.ended !== null;
  }
  const known = before.find((one) => one.id === job.id);
  // The stream begins with the jobs that were open when they were looked up; one of them may have ended since.
  if (known && known.ended !== null && job.ended === null) return false;
  client.setQueryData(
    jobsQuery.queryKey,
    known ? before.map((one) => (one.id === job.id ? job : one)) : [job, ...before],
  );
  return known?.state !== job.state;
}

/** Asks again for counts while jobs run, at most every `REFRESH_MS`, and for everything soon after one has ended. */
function refresher(client: QueryClient): (isEnd: boolean) => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let hasEnd = false;
  const refresh = (): void => {
    const keys = new Set([
      ...COUNT_KEYS,
      ...(hasEnd ? ["batches", "about", "storage", "jobs", "job", "automations", ...ROW_KEYS] : []),
    ]);
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
    if (!hasEnd) refreshShortResult(client);
    timer = null;
    hasEnd = false;
  };
  return (isEnd) => {
    if (timer !== null && (hasEnd || !isEnd)) return;
    if (timer !== null) clearTimeout(timer);
    hasEnd = isEnd;
    timer = setTimeout(refresh, isEnd ? END_REFRESH_MS : REFRESH_MS);
  };
}

const COUNT_KEYS = [
  "edits",
  "selection",
  "functions",
  "spaces",
  "facets",
  "total",
  "histogram",
  "slices",
  "projections",
  "map-points",
];

/** A result that fits one page grows while rows come in; a long one stays still under the reader. */
function refreshShortResult(client: QueryClient): void {
  void client.invalidateQueries({
    queryKey: ["rows"],
    predicate: (query) => {
      const page = query.state.data as RowPage | undefined;
      return page === undefined || page.total <= PAGE_ROWS;
    },
  });
}
