import type { Job } from "@pomona/contract/jobs";
import { expect, it } from "vitest";
import { endedJob, type RecordedOptions, recordRun } from "./recorded-run.fixture.ts";

const inAMinute = new Date(Date.now() + 60_000).toISOString();
const running = (id: string, over: Partial<Job> = {}): Job =>
  endedJob({ id, title: `Job ${id}`, state: "running", ended: null, created: inAMinute, ...over });

/** A command line on a catalog with these jobs, and Ctrl-C after 100 ms; `onCancel` may add what a job leaves behind. */
async function stopped(
  line: string[],
  jobs: Job[],
  { onCancel, ...options }: RecordedOptions & { onCancel?: (id: string) => void } = {},
) {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  const find = (id: string): Job => jobs.find((job) => job.id === id) as Job;
  const recorded = await recordRun(
    line,
    {
      grantRoot: () => [],
      startImport: () => ({ job: "i1" }),
      getJob: ({ parameters: { id = "" } }) => find(id),
      listJobs: () => jobs,
      cancelJob: ({ parameters: { id = "" } }) => {
        onCancel?.(id);
        return Object.assign(find(id), { state: "cancelled" });
      },
    },
    { ...options, signal: abort.signal },
  );
  const cancelled = recorded.calls.filter((call) => call.name === "cancelJob").map((call) => call.parameters.id);
  return { ...recorded, cancelled };
}
const importHere = ["import", ".", "--dataset", "shop"];

it("Ctrl-C without a server cancels the import, and the embedding that it has started", async () => {
  const { cancelled, stderr, exitCode, isClosed } = await stopped(importHere, [running("i1"), running("e1")]);
  expect(cancelled).toEqual(["i1", "e1"]);
  expect([exitCode, isClosed]).toEqual([130, true]);
  expect(stderr).toContain(
    "error: Cancelled: Job i1, Job e1. What was done stays. The same import again goes on with the rest.\n",
  );
});

it("Ctrl-C also cancels what a job asks for while it stops", async () => {
  const jobs = [running("i1")];
  const onCancel = (id: string): void => {
    if (id === "i1") jobs.push(running("e1"));
  };
  expect((await stopped(importHere, jobs, { onCancel })).cancelled).toEqual(["i1", "e1"]);
});

it("Ctrl-C leaves work of earlier commands queued, and says so", async () => {
  const { cancelled, stderr } = await stopped(importHere, [
    running("i1"),
    running("e0", { created: "2026-01-01T00:00:00Z" }),
  ]);
  expect(cancelled).toEqual(["i1"]);
  expect(stderr).toContain("Work that earlier commands left stays queued; `pomona jobs --wait` does it.");
});

it("Ctrl-C with a server cancels only the import: others may have asked for the rest", async () => {
  const { cancelled, stderr } = await stopped(importHere, [running("i1"), running("e1")], { place: "local" });
  expect(cancelled).toEqual(["i1"]);
  expect(stderr).toContain("the server embeds the rows that are in.");
});

it.each([
  ["process", "`pomona jobs --wait` goes on with the rest"],
  ["local", "The jobs go on in the server"],
] as const)("Ctrl-C at `jobs --wait` cancels nothing (%s)", async (place, said) => {
  const { cancelled, stderr, exitCode } = await stopped(["jobs", "--wait"], [running("e1")], { place });
  expect([cancelled, exitCode]).toEqual([[], 130]);
  expect(stderr).toContain(said);
});
