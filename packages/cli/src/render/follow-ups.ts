import type { Job, JobOutput } from "@pomona/contract/jobs";
import { count, plural } from "./quantities.ts";

/**
 * A line for each kind of work that followed an import. Some of it is done in several jobs, which count as one, and jobs
 * that found nothing to do are left out unless the import itself asked for them (`own`).
 */
export function renderFollowUps(jobs: readonly Job[], own: readonly string[]): string[] {
  const together = new Map<string, Job[]>();
  for (const job of jobs) together.set(job.title, [...(together.get(job.title) ?? []), job]);
  return [...together].flatMap(([title, same]) => {
    const [{ kind, unit }] = same as [Job];
    if (kind === "automate") {
      const acted = sumOf(same, ({ result }) => (result as JobOutput<"automate"> | null)?.acted ?? 0);
      // Each automation acts on a row for itself: these are no rows.
      return acted > 0 ? [`${title}: acted ${plural(acted, "time")}`] : [];
    }
    const [done, failed] = [sumOf(same, (job) => job.done), sumOf(same, (job) => job.failed)];
    if (done === 0 && failed === 0 && !same.some(({ id }) => own.includes(id))) return [];
    return [`${title}: ${count(done)} ${unit}${failed > 0 ? `, ${count(failed)} failed` : ""}`];
  });
}

const sumOf = (jobs: readonly Job[], of: (job: Job) => number): number => jobs.reduce((sum, job) => sum + of(job), 0);
