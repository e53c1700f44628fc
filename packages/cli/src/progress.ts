import type { Job, JobStage } from "@pomona/contract/jobs";
import { isActive } from "@pomona/sdk/job-wait";
import type { Terminal } from "./context.ts";
import { count, duration, rate } from "./render/quantities.ts";
import { oneLine, truncate } from "./render/width.ts";

const SPARSE_INTERVAL_MS = 10_000;
const REDRAW_INTERVAL_MS = 100;
const DEFAULT_COLUMNS = 80;

export interface Progress {
  show(jobs: readonly Job[]): void;
  /** Takes the line away again. */
  end(): void;
}

/** Tells how jobs get on, on stderr: one line that is rewritten on a terminal, else a line every ten seconds that tells something new. */
export function createProgress(terminal: Terminal, now: () => number = Date.now): Progress {
  let lastShown = now() - (terminal.isNoteTty ? REDRAW_INTERVAL_MS : 0);
  let isDrawn = false;
  let lastText = "";
  return {
    show(jobs) {
      const text = describeJobs(jobs);
      const interval = terminal.isNoteTty ? REDRAW_INTERVAL_MS : SPARSE_INTERVAL_MS;
      if (text === null || now() - lastShown < interval) return;
      lastShown = now();
      if (!terminal.isNoteTty) {
        if (text !== lastText) terminal.note(`${text}\n`);
        lastText = text;
        return;
      }
      isDrawn = true;
      terminal.note(`\r\x1b[K${truncate(text, (terminal.columns ?? DEFAULT_COLUMNS) - 1)}`);
    },
    end() {
      if (isDrawn) terminal.note("\r\x1b[K");
      isDrawn = false;
    },
  };
}

/** `Embed shop: 412 of 2,127 rows, 31.2/s, 55 s left (+1 more job)`; null when nothing waits or runs. */
export function describeJobs(jobs: readonly Job[]): string | null {
  const active = jobs.filter(isActive);
  const first = active.find((job) => job.state === "running") ?? active[0];
  if (!first) return null;
  const more = active.length > 1 ? ` (+${active.length - 1} more ${active.length === 2 ? "job" : "jobs"})` : "";
  return `${describeJob(first)}${more}`;
}

const STAGES: Readonly<Record<JobStage, string>> = {
  reduce: "reading vectors",
  neighbours: "finding neighbours",
  layout: "laying out",
  place: "placing the rest",
  quality: "measuring",
  clusters: "finding clusters",
  store: "storing places",
  names: "naming clusters",
};

/** `Lay out "shop": finding neighbours, 31 %, 55 s left`, for one job. */
export function describeJob(job: Job): string {
  const title = oneLine(job.title);
  if (job.state === "queued") return `${title}: waiting`;
  // What is to be done is not known yet: a derived space is being fitted, for example.
  if (job.total === null && job.done === 0 && job.stage === null) return `${title}: under way`;
  const isPercent = job.unit === "percent";
  const amount = isPercent
    ? `${count(job.done)} %`
    : job.total === null
      ? `${count(job.done)} ${job.unit}`
      : `${count(job.done)} of ${count(job.total)} ${job.unit}`;
  const parts = [
    `${title}: ${job.stage === null ? amount : `${STAGES[job.stage]}, ${amount}`}`,
    job.failed > 0 ? `${count(job.failed)} failed` : "",
    job.ratePerSecond && !isPercent ? rate(job.ratePerSecond) : "",
    job.secondsLeft !== null ? `${duration(job.secondsLeft)} left` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
