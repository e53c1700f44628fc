import type { Job } from "@pomona/contract/jobs";
import { isActive } from "@pomona/sdk/job-wait";
import type { Run } from "./context.ts";
import { Interrupted } from "./exit-code.ts";
import { createProgress } from "./progress.ts";
import { oneLine } from "./render/width.ts";

/**
 * Waits for jobs and shows how they get on. Ctrl-C cancels them, and without a server every other job that began with
 * this command: nothing is left that the next command would start. `goOn` says how to take the work up again.
 */
export async function finishJobs(run: Run, ids: readonly string[], goOn: string): Promise<Job[]> {
  if (ids.length === 0) return [];
  return withProgress(
    run,
    (options) => run.client.waitForJob(ids, options),
    () => cancelOwn(run, ids, goOn),
  );
}

/** Waits until nothing runs; Ctrl-C as with `finishJobs`. */
export async function finishAll(run: Run, ids: readonly string[], goOn: string): Promise<Job[]> {
  return withProgress(
    run,
    (options) => run.client.waitUntilIdle(options),
    () => cancelOwn(run, ids, goOn),
  );
}

/** Waits until nothing runs. Ctrl-C ends the waiting and cancels nothing: others have asked for that work. */
export async function watchJobs(run: Run): Promise<Job[]> {
  return withProgress(
    run,
    (options) => run.client.waitUntilIdle(options),
    async () =>
      run.place === "process"
        ? "Stopped. What was done stays; `pomona jobs --wait` goes on with the rest, `pomona job cancel` drops it."
        : "Stopped waiting. The jobs go on in the server; `pomona job cancel` stops one.",
  );
}

async function withProgress(
  run: Run,
  wait: (options: { signal: AbortSignal; onProgress: (jobs: Job[]) => void }) => Promise<Job[]>,
  stop: () => Promise<string>,
): Promise<Job[]> {
  const progress = createProgress(run.terminal);
  try {
    return await wait({ signal: run.signal, onProgress: (jobs) => progress.show(jobs) });
  } catch (error) {
    if (!run.signal.aborted) throw error;
    progress.end();
    run.note("Stopping after the running batch; press Ctrl-C again to leave at once.");
    throw new Interrupted(await stop(), { cause: error });
  } finally {
    progress.end();
  }
}

/** Cancels until nothing of this command is left: a job may have asked for another before it stopped. */
async function cancelOwn(run: Run, ids: readonly string[], goOn: string): Promise<string> {
  const isOwn = (job: Job): boolean =>
    ids.includes(job.id) || (run.place === "process" && Date.parse(job.created) >= run.startedMs);
  const titles = new Set<string>();
  for (;;) {
    const active = (await run.client.listJobs()).filter(isActive);
    const own = active.filter(isOwn);
    if (own.length === 0)
      return describeStop([...titles], { goOn, isWorkLeft: run.place === "process" && active.length > 0 });
    const ended = await Promise.all(own.map(({ id }) => run.client.cancelJob({ id })));
    for (const job of ended) if (job.state === "cancelled") titles.add(oneLine(job.title));
  }
}

function describeStop(titles: readonly string[], { goOn, isWorkLeft }: { goOn: string; isWorkLeft: boolean }): string {
  const cancelled = titles.length === 0 ? "Stopped." : `Cancelled: ${titles.join(", ")}.`;
  const left = isWorkLeft ? " Work that earlier commands left stays queued; `pomona jobs --wait` does it." : "";
  return `${cancelled} What was done stays. ${goOn}${left}`;
}
