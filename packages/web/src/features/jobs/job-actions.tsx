import type { Job } from "@pomona/contract/jobs";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { showMessage } from "../../ui/toast.tsx";
import { isActive, retryText } from "./job-text.ts";

const LOOK = "rounded text-accent hover:underline disabled:opacity-50";

/** Cancel for a job that runs or waits; retry for an ended one where it makes sense. */
export function JobActions({ job, onRetried }: { job: Job; onRetried?: (id: string) => void }) {
  const cancel = useAction({ run: () => api.cancelJob({ id: job.id }), changes: ["jobs", "job"] });
  const retry = useAction({
    run: () => api.retryJob({ id: job.id }),
    changes: ["jobs", "spaces"],
    onDone: (started) => {
      showMessage(copy.startedAgain(job.title));
      onRetried?.(started.job);
    },
  });
  if (isActive(job))
    return (
      <button
        type="button"
        className={LOOK}
        aria-label={copy.cancelJob(job.title)}
        disabled={cancel.isPending}
        onClick={() => cancel.mutate()}
      >
        {copy.cancel}
      </button>
    );
  const label = retryText(job);
  return label ? (
    <button
      type="button"
      className={LOOK}
      aria-label={copy.ofJob(label, job.title)}
      disabled={retry.isPending}
      onClick={() => retry.mutate()}
    >
      {label}
    </button>
  ) : null;
}
