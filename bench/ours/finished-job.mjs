import { setTimeout } from "node:timers/promises";

const POLL_MS = 4;
/** Longer waits are asked about less often, as asking takes time from the work: a hundredth of the figure. */
const POLL_SHARE = 0.01;

/** Waits for jobs with a finer grain than the SDK does, whose half seconds would be most of a figure. Throws when one failed. */
export async function finishedJobs(client, ids) {
  const started = performance.now();
  for (const id of ids) {
    let job = await client.getJob({ id });
    while (job.state === "queued" || job.state === "running") {
      await setTimeout(Math.max(POLL_MS, POLL_SHARE * (performance.now() - started)));
      job = await client.getJob({ id });
    }
    if (job.state !== "done" || job.failed > 0)
      throw new Error(`${job.title}: ${job.state}, ${job.failed} failed, ${job.error}`);
  }
}

export const finishedJob = (client, id) => finishedJobs(client, [id]);
