import type { ColumnMapping, ImportReport, ItemFailure } from "@pomona/contract/imports";
import type { JobInput } from "@pomona/contract/jobs";
import { giveTurn } from "../../config/give-turn.ts";
import { convertMetadata } from "../../sources/metadata-types.ts";
import { openSource } from "../../sources/open-source.ts";
import type { Source, SourceBatch, SourceRow } from "../../sources/source.ts";
import { changeFieldTypes } from "../../store/field-types.ts";
import { dropEmptyFields, listMetadataColumns } from "../../store/metadata-columns.ts";
import { closeRowLookup, openRowLookup } from "../../store/row-lookup.ts";
import type { JobContext, JobHandler } from "../background-work.ts";
import { type Candidate, type PutOutcome, putRows } from "../rows/put-rows.ts";
import { requestEmbedding } from "../spaces/embed-rows.ts";
import { targetSpaces } from "../spaces/target-spaces.ts";
import type { Workspace } from "../workspace.ts";
import { type ImportPlace, importPlace, originalName } from "./import-place.ts";
import { inspectContent } from "./inspect-content.ts";

const REPORTED_FAILURES = 10_000;
const INSPECT_AT_ONCE = 4;

type Counts = Pick<ImportReport, "imported" | "replaced" | "unchanged" | "duplicates" | "failedCount">;

/** Runs `use` over items, `limit` at a time; results in order of items. */
async function mapAtMost<T, R>(items: readonly T[], limit: number, use: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await use(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}

const place = (row: SourceRow): Pick<ItemFailure, "item" | "line"> => ({
  item: row.item,
  ...(row.line === undefined ? {} : { line: row.line }),
});

/** Looks at every row of a batch: those fit to be written, those refused with their reason, and those to look at again. */
export async function inspectRows(
  workspace: Workspace,
  rows: SourceRow[],
  options: { copy: boolean; allowPrivateUrls: boolean; signal?: AbortSignal },
): Promise<{ candidates: Candidate[]; failures: ItemFailure[]; warnings: ItemFailure[] }> {
  const candidates: Candidate[] = [];
  const failures: ItemFailure[] = [];
  const warnings: ItemFailure[] = [];
  const contents = await mapAtMost(rows, INSPECT_AT_ONCE, async (row) => {
    options.signal?.throwIfAborted();
    await giveTurn();
    return inspectContent(workspace, row.content, { ...options, expect: row.expect });
  });
  rows.forEach((row, index) => {
    const content = contents[index];
    if (!content) return;
    if (!content.ok) {
      failures.push({ ...place(row), code: content.code, message: content.message });
      return;
    }
    const { inspected } = content;
    if (inspected.warning) warnings.push({ ...place(row), ...inspected.warning });
    const isImage = inspected.mediaType === "image";
    candidates.push({
      ...place(row),
      key: row.key,
      mediaType: inspected.mediaType,
      labels: row.labels,
      tags: row.tags,
      metadata: row.metadata,
      text: isImage ? null : inspected.text,
      uri: content.uri,
      contentKind: content.contentKind,
      contentHash: inspected.contentHash,
      bytes: inspected.bytes,
      width: isImage ? inspected.width : null,
      height: isImage ? inspected.height : null,
      format: inspected.format,
    });
  });
  return { candidates, failures, warnings };
}

/** State of one run of an import: what its report will say. */
class ImportRun {
  readonly counts: Counts = { imported: 0, replaced: 0, unchanged: 0, duplicates: 0, failedCount: 0 };
  readonly failed: ItemFailure[] = [];
  readonly warnings: ItemFailure[] = [];
  readonly jobs = new Set<string>();
  #seen = 0;
  readonly #workspace: Workspace;
  readonly #input: JobInput<"import">;
  readonly #place: ImportPlace;
  readonly #context: JobContext;
  /** What an earlier run, cut off by a crash, had already imported: it meets those rows again as unchanged. */
  readonly #before: Counts | null;

  constructor(workspace: Workspace, input: JobInput<"import">, place: ImportPlace, context: JobContext) {
    this.#workspace = workspace;
    this.#input = input;
    this.#place = place;
    this.#context = context;
    this.#before = context.resumeFrom as Counts | null;
  }

  async take(batch: SourceBatch, metadataTypes: Parameters<typeof putRows>[1]["metadataTypes"]): Promise<void> {
    const { signal } = this.#context;
    const looked = await inspectRows(this.#workspace, batch.rows, {
      copy: this.#input.copy || this.#place.upload !== null,
      allowPrivateUrls: this.#input.allowPrivateUrls,
      signal,
    });
    for (const candidate of looked.candidates) candidate.uri = originalName(this.#place, candidate.uri);
    const spaces = await targetSpaces(this.#workspace, this.#input, looked.candidates);
    const failures = [...batch.failures, ...looked.failures];
    const outcome = await putRows(this.#workspace, {
      dataset: this.#input.dataset,
      candidates: looked.candidates,
      metadataTypes,
      spaces,
      alsoCommit: async (tx, put) => {
        await this.#context.fail([...failures, ...put.failures], tx);
        await this.#context.checkpoint(this.#report(put), tx);
      },
    });
    this.#add(outcome);
    this.failed.push(...[...failures, ...outcome.failures].slice(0, REPORTED_FAILURES - this.failed.length));
    this.counts.failedCount += failures.length;
    const warnings = [...(batch.warnings ?? []), ...looked.warnings];
    this.warnings.push(...warnings.slice(0, REPORTED_FAILURES - this.warnings.length));
    this.#seen += batch.rows.length + batch.failures.length;
    if (outcome.imported + outcome.replaced + outcome.unchanged > 0)
      for (const space of spaces) this.jobs.add(await requestEmbedding(this.#workspace, space));
  }

  get seen(): number {
    return this.#seen;
  }

  #add(outcome: PutOutcome): void {
    this.counts.imported += outcome.imported;
    this.counts.replaced += outcome.replaced;
    this.counts.unchanged += outcome.unchanged;
    this.counts.duplicates += outcome.duplicates;
    this.counts.failedCount += outcome.failures.length;
  }

  /** Counts over this run and the one before a crash. */
  #report(extra?: PutOutcome): Counts {
    const before = this.#before ?? { imported: 0, replaced: 0, unchanged: 0, duplicates: 0, failedCount: 0 };
    const { counts } = this;
    return {
      imported: before.imported + counts.imported + (extra?.imported ?? 0),
      replaced: before.replaced + counts.replaced + (extra?.replaced ?? 0),
      unchanged: Math.max(0, counts.unchanged + (extra?.unchanged ?? 0) - before.imported - before.replaced),
      duplicates: before.duplicates + counts.duplicates + (extra?.duplicates ?? 0),
      failedCount: counts.failedCount,
    };
  }

  report(): ImportReport {
    return {
      dataset: this.#input.dataset,
      ...this.#report(),
      failed: this.failed,
      warnings: this.warnings,
      jobs: [...this.jobs],
    };
  }
}

/** Types asked for, of columns that become metadata: they rule over the types that fields have. */
const typesToGive = ({ types = {} }: ColumnMapping, metadataTypes: Source["metadataTypes"]) =>
  Object.fromEntries(Object.entries(types).filter(([name]) => metadataTypes[name] !== undefined));

/** Imports a file or folder. Rows are committed by the thousand; embedding starts with the first of them. */
export const importRows =
  (workspace: Workspace): JobHandler<"import"> =>
  async (input, context) => {
    const place = await importPlace(workspace, input.path);
    const known = await listMetadataColumns(workspace.database);
    await context.forgetFailures();
    const source = await openSource(
      {
        path: place.path,
        format: input.format,
        dataset: input.dataset,
        labelFrom: input.labelFrom,
        keyPrefix: input.keyPrefix ?? `${input.dataset}/`,
        mapping: input.mapping,
        // A field the catalog has keeps its type: values of another type are reported by row and column.
        fieldTypes: new Map(known.map((column) => [column.name, column.type])),
      },
      { roots: place.roots },
    );
    const run = new ImportRun(workspace, input, place, context);
    try {
      await changeFieldTypes(workspace.database, typesToGive(input.mapping, source.metadataTypes), convertMetadata);
      context.progress(0, source.total);
      await workspace.database.write(openRowLookup);
      for await (const batch of source.batches({ signal: context.signal })) {
        context.signal.throwIfAborted();
        await run.take(batch, source.metadataTypes);
        // Names that promise no image may hide one.
        context.progress(run.seen, source.total === null ? null : Math.max(source.total, run.seen));
      }
      await dropEmptyFields(workspace.database);
      if (place.upload) await workspace.uploads.spend(place.upload.id);
      return run.report();
    } finally {
      await workspace.database.write(closeRowLookup).catch(() => undefined);
      await source.close();
    }
  };
