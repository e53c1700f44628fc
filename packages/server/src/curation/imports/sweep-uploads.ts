import type { Job } from "@pomona/contract/jobs";
import { uploadsInUse } from "../storage/storage-use.ts";
import type { Workspace } from "../workspace.ts";

/** An upload that nothing came for in this time is given up. */
const KEPT_MS = 24 * 60 * 60_000;
const EVERY_MS = 60 * 60_000;

/**
 * Keeps the staging folder clean: uploads that are imported go when their job has ended, those that were left go after a
 * day. Sweeps at once, at the end of imports, and every hour. `stop` resolves when no sweep is under way.
 */
export function sweepUploads(
  workspace: Pick<Workspace, "database" | "uploads" | "clock" | "log">,
  jobs: { subscribe(listener: (job: Job) => void): () => void },
): { stop: () => Promise<void> } {
  let sweeping = Promise.resolve();
  const sweep = (): void => {
    sweeping = sweeping.then(async () => {
      try {
        const before = new Date(workspace.clock().getTime() - KEPT_MS);
        const removed = await workspace.uploads.sweep({ before, inUse: await uploadsInUse(workspace) });
        if (removed > 0) workspace.log.info({ removed }, "uploads were removed from the staging folder");
      } catch (error) {
        workspace.log.warn({ err: error }, "the staging folder of uploads could not be swept");
      }
    });
  };
  const unsubscribe = jobs.subscribe((job) => {
    if (job.kind === "import" && job.ended !== null) sweep();
  });
  const timer = setInterval(sweep, EVERY_MS);
  timer.unref();
  sweep();
  return {
    stop: async () => {
      clearInterval(timer);
      unsubscribe();
      await sweeping;
    },
  };
}
