import type { ImportReport } from "@pomona/contract/imports";
import type { Job } from "@pomona/contract/jobs";
import { copy } from "../../copy.ts";
import { formatBytes, formatCount, formatDuration, formatMoment } from "../../ui/format.ts";

export const isActive = (job: Pick<Job, "state">): boolean => job.state === "running" || job.state === "queued";

/** How far a job is, with its rate and the time it needs; of an ended one, how far it came and when it ended. */
export function progressText(job: Job): string {
  const isPercent = job.unit === "percent";
  const count = isPercent
    ? copy.percent(formatCount(job.done))
    : job.total === null
      ? `${formatCount(job.done)} ${job.unit}`
      : copy.doneOf(formatCount(job.done), formatCount(job.total), job.unit);
  if (!isActive(job)) return [count, job.ended ? formatMoment(job.ended) : null].filter(Boolean).join(" · ");
  const rate =
    job.ratePerSecond && !isPercent
      ? copy.ratePerSecond(job.ratePerSecond >= 10 ? formatCount(job.ratePerSecond) : job.ratePerSecond.toFixed(1))
      : null;
  return [
    job.stage && copy.layOutStages[job.stage],
    count,
    rate,
    job.secondsLeft === null ? null : copy.timeLeft(formatDuration(job.secondsLeft)),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What came of a job that is done, in a few words; null where its numbers say it all. */
export function outcomeText(job: Pick<Job, "kind" | "result" | "state">): string | null {
  if (job.state !== "done" || typeof job.result !== "object" || job.result === null) return null;
  const result = job.result as Partial<ImportReport> & { deleted?: number; freedBytes?: number; damaged?: number };
  switch (job.kind) {
    case "import":
    case "vectors":
      return importText(result);
    case "delete-dataset":
      return copy.rowsDeleted(formatCount(result.deleted ?? 0));
    case "reclaim":
      return copy.bytesFreed(formatBytes(result.freedBytes ?? 0));
    case "check":
      return copy.segmentsDamaged(formatCount(result.damaged ?? 0));
    default:
      return null;
  }
}

function importText(report: Partial<ImportReport>): string {
  const parts: [number | undefined, (count: string) => string][] = [
    [report.replaced, copy.replacedCount],
    [report.unchanged, copy.unchangedCount],
    [report.duplicates, copy.duplicateCount],
    [report.failedCount, copy.refusedCount],
  ];
  const more = parts.flatMap(([count, say]) => (count ? [say(formatCount(count))] : []));
  return [copy.importedCount(formatCount(report.imported ?? 0)), ...more].join(", ");
}

/** What doing a job again is called, where it makes sense; null where it does not. */
export function retryText(job: Pick<Job, "kind" | "state" | "failed" | "isRepeatable">): string | null {
  if (!job.isRepeatable) return null;
  if (job.state === "failed" || job.state === "cancelled") return copy.retry;
  if (job.state !== "done" || job.failed === 0) return null;
  if (job.kind === "embed") return copy.retryFailed;
  return job.kind === "import" || job.kind === "vectors" ? copy.importAgain : null;
}
