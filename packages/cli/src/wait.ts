import type { Job } from "@pomona/contract/jobs";
import type { Run } from "./context.ts";
import { Interrupted } from "./exit-code.ts";
import { createProgress } from "./progress.ts";

/** Waits for jobs and shows how they get on. Ctrl-C cancels them; what they had done stays. */
export async function finishJobs(run: Run, ids: readonly string[]): Promise<Job[]> {
  if (ids.length === 0) return [];
  return withProgress(run, ids, (options) => run.client.waitForJob(ids, options));
}

/** Waits until nothing runs. Ctrl-C cancels `ids` and leaves other jobs to go on. */
export async function finishAll(run: Run, ids: readonly string[] = []): Promise<Job[]> {
  return withProgress(run, ids, (options) => run.client.waitUntilIdle(options));
}

async function withProgress(
  run: Run,
  ids: readonly string[],
  wait: (options: { signal: AbortSignal; onProgress: (jobs: Job[]) => void }) => Promise<Job[]>,
): Promise<Job[]> {
  const progress = createProgress(run.terminal);
  try {
    return await wait({ signal: run.signal, onProgress: (jobs) => progress.show(jobs) });
  } catch (error) {
    if (!run.signal.aborted) throw error;
    progress.end();
    run.note("Stopping after the running batch; press Ctrl-C again to leave at once.");
    await Promise.all(ids.map((id) => run.client.cancelJob({ id })));
    throw new Interrupted("Cancelled. What was done stays.", { cause: error });
  } finally {
    progress.end();
  }
}
