import type { Job } from "@pomona/contract/jobs";
import type { Command } from "commander";
import type { Context, Run } from "../context.ts";
import { exitCodes, UsageError } from "../exit-code.ts";
import { allFailures, describeFailure } from "../failures.ts";
import { jobProblem } from "../job-problem.ts";
import { describeJob } from "../progress.ts";
import { count, duration } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { finishJobs, watchJobs } from "../wait.ts";
import { examples, onRun } from "./command.ts";

const SHORT_ID = 8;

export function addJobs(program: Command, context: Context): void {
  const list = program
    .command("jobs")
    .summary("list background work, or wait for it")
    .description("Lists running and recent jobs, newest first.")
    .option("--wait", "return when nothing is running; without a server this also does the work that was left");
  examples(list, "pomona jobs", "pomona jobs --wait");
  onRun<{ wait?: true }>(
    list,
    context,
    ({ wait }) => (wait ? "work" : "existing"),
    async (run, _operands, { wait }) => {
      const waitedFor = wait ? await watchJobs(run) : [];
      const jobs = await run.client.listJobs({ signal: run.signal });
      await run.show(jobs, () => renderJobs(run, jobs) || "No jobs yet.");
      return waitedFor.some((job) => job.state === "failed") ? exitCodes.failed : undefined;
    },
  );
  const group = program
    .command("job")
    .summary("look at, cancel or repeat one job")
    .description("One job; its id may be shortened to its first characters.");
  addOne(group, context);
  addRetry(group, context);
}

function addOne(group: Command, context: Context): void {
  const show = group.command("show <id>").description("Shows a job.");
  examples(show, "pomona job show 3f2a91bc");
  onRun(show, context, "existing", async (run, [given = ""]) => {
    const job = await findJob(run, given);
    await run.show(job, () => renderJob(job));
    return undefined;
  });
  const cancel = group.command("cancel <id>").description("Cancels a job within its running batch; what it did stays.");
  examples(cancel, "pomona job cancel 3f2a91bc");
  onRun(cancel, context, "existing", async (run, [given = ""]) => {
    const job = await run.client.cancelJob({ id: (await findJob(run, given)).id });
    await run.show(job, () => renderJob(job));
    return undefined;
  });
  const failures = group
    .command("failures <id>")
    .description("Lists every item that failed in a job, with its reason.");
  examples(failures, "pomona job failures 3f2a91bc --json");
  onRun(failures, context, "existing", async (run, [given = ""]) => {
    const all = await allFailures(run, (await findJob(run, given)).id);
    await run.show(all, () => [...all.map(describeFailure), `${count(all.length)} failed`].join("\n"));
    return undefined;
  });
}

function addRetry(group: Command, context: Context): void {
  const retry = group
    .command("retry <id>")
    .description(
      "Does an ended job again, as a new one: an import meets what is in as unchanged, and rows whose embedding failed are tried once more.",
    );
  examples(retry, "pomona job retry 3f2a91bc");
  onRun(retry, context, "existing", async (run, [given = ""]) => {
    const { job } = await run.client.retryJob({ id: (await findJob(run, given)).id });
    const [ended] = await finishJobs(run, [job], "`pomona job retry` takes it up again.");
    if (ended?.state !== "done") throw jobProblem(ended, "The job");
    await run.show(ended, () => renderJob(ended));
    return ended.failed > 0 ? exitCodes.partly : undefined;
  });
}

/** The job of an id, or of the first characters of one in the list of recent jobs. */
async function findJob(run: Run, given: string): Promise<Job> {
  const jobs = (await run.client.listJobs({ signal: run.signal })).filter((job) => job.id.startsWith(given));
  if (jobs.length > 1 && given !== jobs[0]?.id)
    throw new UsageError(`${jobs.length} jobs begin with ${given}; give more of the id.`);
  return run.client.getJob({ id: jobs[0]?.id ?? given }, { signal: run.signal });
}

function renderJobs(run: Run, jobs: readonly Job[]): string {
  return renderTable(
    jobs,
    [
      { title: "JOB", value: (job) => job.id.slice(0, SHORT_ID) },
      { title: "STATE", value: (job) => job.state },
      { title: "WHAT", value: describeJob, shrinks: true },
      { title: "STARTED", value: (job) => (job.started ?? job.created).slice(0, 19).replace("T", " ") },
      { title: "TOOK", value: took, align: "right" },
    ],
    run.terminal,
  );
}

const took = (job: Job): string =>
  job.started && job.ended ? duration((Date.parse(job.ended) - Date.parse(job.started)) / 1000) : "";

function renderJob(job: Job): string {
  const lines = [`${job.id} ${job.state}`, describeJob(job)];
  if (job.error) lines.push(`error: ${job.error}`);
  if (took(job)) lines.push(`took ${took(job)}`);
  if (job.failed > 0) lines.push(`see \`pomona job failures ${job.id.slice(0, SHORT_ID)}\``);
  return lines.join("\n");
}
