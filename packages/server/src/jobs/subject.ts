import type { JobKind } from "@pomona/contract/jobs";

/** What a job is about, for kinds that run once at a time for each subject: a space, a version of a function or projection, a dataset, or the stores. */
export const jobSubject = (kind: JobKind, input: unknown): string | null => {
  const fields = input as {
    space?: string;
    function?: string;
    projection?: number;
    version?: number;
    dataset?: string;
  };
  if (kind === "embed" || kind === "derive" || kind === "compact") return fields.space ?? null;
  if (kind === "score") return `${fields.function}:${fields.version}`;
  if (kind === "lay-out-projection") return `${fields.projection}:${fields.version}`;
  if (kind === "delete-dataset") return fields.dataset ?? null;
  if (kind === "check" || kind === "reclaim") return "stores";
  if (kind === "automate") return "automations";
  return null;
};
