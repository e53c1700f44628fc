import type { JobKind } from "@pomona/contract/jobs";

/** What a job is about, for kinds that run once at a time for each subject: a space, a version of a function, or the stores. */
export const jobSubject = (kind: JobKind, input: unknown): string | null => {
  const fields = input as { space?: string; function?: string; version?: number };
  if (kind === "embed" || kind === "derive" || kind === "compact") return fields.space ?? null;
  if (kind === "score") return `${fields.function}:${fields.version}`;
  if (kind === "check") return "stores";
  return null;
};
