import type { Job } from "@pomona/contract/jobs";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../api/client.ts";
import { jobsQuery, ROW_KEYS } from "../api/queries.ts";
import { copy } from "../copy.ts";
import { formatCount } from "../ui/format.ts";
import { showMessage } from "../ui/toast.tsx";

const REFRESH_MS = 1500;
/** The end of a job is what the user waits for. */
const END_REFRESH_MS = 100;

/** Follows the server's jobs: keeps their list current, and asks again for what they change. */
export function useLiveJobs(): void {
  const client = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    const refresh = refresher(client);
    void (async () => {
      try {
        for await (const job of api.events(stop.signal)) {
          const isNew = upsertJob(client, job);
          refresh(job.ended !== null && isNew);
          if (isNew) announceEnd(job);
        }
      } catch {
        // The server refused the stream; the banner says why.
      }
    })();
    return () => stop.abort();
  }, [client]);
}

/** Tells the end of a job that needs a look. */
function announceEnd(job: Job): void {
  if (job.state === "failed") showMessage(copy.jobFailed(job.title), job.error ?? undefined);
  else if (job.state === "done" && job.failed > 0)
    showMessage(copy.jobDone(job.title), copy.jobFailuresHint(formatCount(job.failed)));
}

/** Puts a job into the list; true when its state has changed. */
function upsertJob(client: QueryClient, job: Job): boolean {
  const before = client.getQueryData(jobsQuery.queryKey);
  if (before === undefined) {
    void client.invalidateQueries(jobsQuery);
    return false;
  }
  const known = before.find((one) => one.id === job.id);
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
    const keys = new Set([...COUNT_KEYS, ...(hasEnd ? ["batches", "about", ...ROW_KEYS] : [])]);
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

const COUNT_KEYS = ["edits", "selection", "functions", "spaces", "datasets", "facets", "total", "histogram"];

/** A result that fits one page grows while rows come in; a long one stays still under the reader. */
function refreshShortResult(client: QueryClient): void {
  void client.invalidateQueries({
    queryKey: ["rows"],
    predicate: (query) => {
      const pages = (query.state.data as { pages?: unknown[] } | undefined)?.pages;
      return pages === undefined || pages.length < 2;
    },
  });
}
