import type { JobInput, JobKind } from "@pomona/contract/jobs";
import { Problem } from "@pomona/contract/problems";
import { functionById } from "../store/function-table.ts";
import { type JobRecord, jobRecord } from "../store/job-table.ts";
import { projectionById, projectionVersion } from "../store/projection-table.ts";
import { rescoreFunction } from "./functions/functions.ts";
import { checkImportPath } from "./imports/import-place.ts";
import { checkPathGranted } from "./imports/roots.ts";
import { relayProjection } from "./projections/projections.ts";
import { embedSpace } from "./spaces/spaces.ts";
import type { Workspace } from "./workspace.ts";

interface RetryOptions {
  isOwner: boolean;
  /** Whether this caller may have private addresses fetched. */
  allowPrivateUrls: boolean;
  subjectOf: (kind: JobKind, input: unknown) => string | null;
}

/**
 * Does an ended job again, as a new job, whose id it gives. Rows whose embedding failed are tried once more. The caller
 * needs the rights that starting it takes. Problems `job-not-found`, `in-use` for one that has not ended, and those of
 * its first start.
 */
export async function retryJob(workspace: Workspace, id: string, options: RetryOptions): Promise<string> {
  const record = await jobRecord(workspace.database, id);
  if (!record) throw new Problem("job-not-found", { detail: `There is no job ${id}.`, fields: { id } });
  if (record.ended === null)
    throw new Problem("in-use", {
      detail: `"${record.title}" has not ended. Cancel it first, or wait.`,
      fields: { id },
    });
  switch (record.kind as JobKind) {
    case "embed":
      return embedSpace(workspace, (record.input as JobInput<"embed">).space, { retryFailed: true });
    case "score":
      return (await rescoreFunction(workspace, await functionName(workspace, record))).job;
    case "lay-out-projection":
      return layOutAgain(workspace, record);
    case "import":
      return again(workspace, record, options, await importInput(workspace, record, options));
    case "vectors": {
      const { path, ids } = record.input as JobInput<"vectors">;
      for (const one of [path, ids]) if (one !== undefined) await checkPathGranted(workspace.database, one, options);
      return again(workspace, record, options, record.input);
    }
    default:
      return again(workspace, record, options, record.input);
  }
}

async function functionName({ database }: Workspace, record: JobRecord): Promise<string> {
  const found = await functionById(database, Number((record.input as JobInput<"score">).function));
  if (!found) throw new Problem("function-not-found", `The function of "${record.title}" is deleted.`);
  return found.name;
}

async function layOutAgain(workspace: Workspace, record: JobRecord): Promise<string> {
  const map = record.input as JobInput<"lay-out-projection">;
  const projection = await projectionById(workspace.database, map.projection);
  const version = await projectionVersion(workspace.database, map);
  if (!projection || !version)
    throw new Problem("projection-not-found", `The version of "${record.title}" is deleted.`);
  const { parameters, filter } = version;
  return (await relayProjection(workspace, projection.name, { parameters, filter })).job;
}

async function importInput(workspace: Workspace, record: JobRecord, options: RetryOptions): Promise<unknown> {
  const input = record.input as JobInput<"import">;
  await checkImportPath(workspace, input.path, options);
  return { ...input, allowPrivateUrls: input.allowPrivateUrls && options.allowPrivateUrls };
}

function again(workspace: Workspace, record: JobRecord, options: RetryOptions, input: unknown): Promise<string> {
  const kind = record.kind as JobKind;
  const subject = options.subjectOf(kind, input);
  return workspace.jobs.add(kind, input as never, {
    title: record.title,
    ...(subject === null ? {} : { subject }),
  });
}
