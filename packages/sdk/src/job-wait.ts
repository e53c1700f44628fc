import type { Job } from "@pomona/contract/jobs";
import type { Operations } from "./operations.ts";
import { pause } from "./pause.ts";

const FIRST_POLL_MS = 40;
const SLOWEST_POLL_MS = 500;

export interface WaitOptions {
  /** Called with the jobs that are waited for, at most twice a second once they take long. */
  onProgress?: (jobs: Job[]) => void;
  /** Stops the waiting, not the jobs; the wait rejects with its reason. */
  signal?: AbortSignal;
}

export const isActive = (job: Job): boolean => job.state === "queued" || job.state === "running";

/** The jobs, once all of them have ended, in the order of `ids`. Ended means done, failed or cancelled: look at `state`. */
export async function waitForJobs(
  operations: Operations,
  ids: readonly string[],
  options: WaitOptions = {},
): Promise<Job[]> {
  const ended = new Map<string, Job>();
  return poll(options, async (call) => {
    const jobs = await Promise.all(ids.map(async (id) => ended.get(id) ?? operations.getJob({ id }, call)));
    for (const job of jobs) if (!isActive(job)) ended.set(job.id, job);
    return { jobs, isOver: jobs.every((job) => !isActive(job)) };
  });
}

/** The jobs that ran meanwhile, as they ended but without their results, once nothing is queued or running on the server. */
export async function waitUntilIdle(operations: Operations, options: WaitOptions = {}): Promise<Job[]> {
  const seen = new Set<string>();
  return poll(options, async (call) => {
    const jobs = await operations.listJobs(call);
    for (const job of jobs) if (isActive(job)) seen.add(job.id);
    return { jobs: jobs.filter((job) => seen.has(job.id)), isOver: !jobs.some(isActive) };
  });
}

async function poll(
  { onProgress, signal }: WaitOptions,
  look: (call: { signal?: AbortSignal }) => Promise<{ jobs: Job[]; isOver: boolean }>,
): Promise<Job[]> {
  const call = signal ? { signal } : {};
  for (let delayMs = FIRST_POLL_MS; ; delayMs = Math.min(delayMs * 1.5, SLOWEST_POLL_MS)) {
    const { jobs, isOver } = await look(call);
    onProgress?.(jobs);
    if (isOver) return jobs;
    await pause(delayMs, signal);
  }
}
