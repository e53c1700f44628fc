import { extname } from "node:path";
import { ordinalsOf } from "@pomona/compute/bitset";
import type { MetadataType } from "@pomona/contract/fields";
import type { ImportReport, ItemFailure } from "@pomona/contract/imports";
import { Problem } from "@pomona/contract/problems";
import type { RowEdit } from "@pomona/contract/rows";
import type { Selection } from "@pomona/contract/selection";
import type { SourceRow } from "../../sources/source.ts";
import type { SqlValue } from "../../store/database.ts";
import { identifier } from "../../store/database.ts";
import {
  dropEmptyFields,
  ensureMetadataColumns,
  inferMetadataType,
  listMetadataColumns,
  metadataSqlValue,
} from "../../store/metadata-columns.ts";
import { removeRows } from "../../store/row-table.ts";
import { listSpaces } from "../../store/space-table.ts";
import { int, stringList } from "../../store/sql-values.ts";
import { inspectRows } from "../imports/import-rows.ts";
import { selectionBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import { requestCompaction } from "../spaces/compact-space.ts";
import { requestEmbedding } from "../spaces/embed-rows.ts";
import { dropDeadSegments } from "../spaces/merge-segments.ts";
import { targetSpaces } from "../spaces/target-spaces.ts";
import type { Workspace } from "../workspace.ts";
import { putRows } from "./put-rows.ts";

/** Rows deleted per transaction. */
const DELETE_ROWS = 50_000;

/** Sets labels, tags or metadata of a row. A metadata field that is new gets the type of its value. */
export async function editRow(workspace: Workspace, key: string, edit: RowEdit): Promise<void> {
  const types: Record<string, MetadataType> = {};
  const known = await listMetadataColumns(workspace.database);
  for (const [name, value] of Object.entries(edit.metadata ?? {})) {
    const type = known.find((column) => column.name === name)?.type ?? inferMetadataType(value);
    if (type) types[name] = type;
  }
  await workspace.database.write(async (tx) => {
    const columns = await ensureMetadataColumns(workspace.database, tx, types);
    const sets: string[] = [];
    const values: SqlValue[] = [];
    const set = (column: string, value: SqlValue): void => {
      sets.push(`${identifier(column)} = ?`);
      values.push(value);
    };
    if (edit.labels) set("labels", stringList([...new Set(edit.labels)]));
    if (edit.tags) set("tags", stringList([...new Set(edit.tags)]));
    for (const column of columns)
      if (edit.metadata && Object.hasOwn(edit.metadata, column.name))
        set(column.column, metadataSqlValue(column, edit.metadata[column.name]));
    const row = await tx.one("SELECT row FROM rows WHERE key = ?", [key]);
    if (!row) throw new Problem("row-not-found", { detail: `There is no row with the key "${key}".`, fields: { key } });
    if (sets.length > 0) await tx.run(`UPDATE rows SET ${sets.join(", ")} WHERE key = ?`, [...values, key]);
  });
  if (Object.values(edit.metadata ?? {}).includes(null)) await dropEmptyFields(workspace.database);
}

/** Deletes the rows of a selection from everywhere. `expect` is the count the caller saw: refused when it differs. */
export async function deleteRows(workspace: Workspace, selection: Selection, expect: number): Promise<number> {
  const ordinals = ordinalsOf(await selectionBits(queryContext(workspace), selection));
  if (ordinals.length !== expect)
    throw new Problem("count-changed", {
      detail: `The selection holds ${ordinals.length} rows now, not ${expect}. Look again before deleting.`,
      fields: { count: ordinals.length, expect },
    });
  await removeOrdinals(workspace, ordinals);
  return ordinals.length;
}

/** Removes rows from everywhere, `DELETE_ROWS` at a time; what the last commit left stays when `onStep` throws. */
export async function removeOrdinals(
  workspace: Workspace,
  ordinals: Uint32Array,
  onStep: (removed: number) => void = () => undefined,
): Promise<void> {
  for (let start = 0; start < ordinals.length; start += DELETE_ROWS) {
    const doomed = ordinals.subarray(start, start + DELETE_ROWS);
    await workspace.database.write((tx) => removeRows(tx, doomed));
    workspace.live.clear(doomed);
    onStep(start + doomed.length);
  }
  await dropEmptyFields(workspace.database);
  for (const space of await listSpaces(workspace.database)) await dropDeadSegments(workspace, space);
  await requestCompaction(workspace);
}

export interface InlineRow {
  key: string;
  text?: string | undefined;
  image?: string | undefined;
  url?: string | undefined;
  labels?: string[] | undefined;
  tags?: string[] | undefined;
  metadata?: SourceRow["metadata"] | undefined;
}

const NO_CONTENT = "Give exactly one of text, image and url.";

/** Adds or replaces rows given in a request; bad ones are reported and left out. `signal` ends the fetching of URLs. */
export async function putInlineRows(
  workspace: Workspace,
  request: { dataset: string; rows: InlineRow[] },
  signal?: AbortSignal,
): Promise<ImportReport> {
  const failures: ItemFailure[] = [];
  const seen = new Set<string>();
  const rows = request.rows.flatMap((row, index): SourceRow[] => {
    const place = { item: row.key, line: index + 1 };
    const given = [row.text, row.image, row.url].filter((content) => content !== undefined).length;
    if (given !== 1) failures.push({ ...place, code: "no-content", message: NO_CONTENT });
    else if (seen.has(row.key))
      failures.push({
        ...place,
        code: "duplicate-key",
        message: `The key "${row.key}" stands twice in this request; the first counts.`,
      });
    else {
      seen.add(row.key);
      const content =
        row.text !== undefined
          ? { text: row.text }
          : row.url !== undefined
            ? { url: row.url }
            : { bytes: Buffer.from(row.image as string, "base64"), name: extname(row.key) ? row.key : null };
      return [
        {
          key: row.key,
          ...place,
          content,
          labels: row.labels ?? [],
          tags: row.tags ?? [],
          metadata: row.metadata ?? {},
        },
      ];
    }
    return [];
  });
  const { types, typed } = await typeMetadata(workspace, rows, failures);
  const looked = await inspectRows(workspace, typed, {
    copy: true,
    allowPrivateUrls: false,
    ...(signal ? { signal } : {}),
  });
  // An aborted fetch is not the row's failure, and nobody waits for the rest.
  signal?.throwIfAborted();
  const spaces = await targetSpaces(workspace, { embed: true }, looked.candidates);
  const outcome = await putRows(workspace, {
    dataset: request.dataset,
    candidates: looked.candidates,
    metadataTypes: types,
    spaces,
  });
  if (outcome.replaced > 0) await dropEmptyFields(workspace.database);
  const jobs: string[] = [];
  for (const space of spaces) jobs.push(await requestEmbedding(workspace, space));
  const failed = [...failures, ...looked.failures, ...outcome.failures];
  return {
    dataset: request.dataset,
    imported: outcome.imported,
    replaced: outcome.replaced,
    unchanged: outcome.unchanged,
    duplicates: outcome.duplicates,
    failed,
    failedCount: failed.length,
    warnings: looked.warnings,
    jobs,
  };
}

/** Types of the metadata given: the catalog's where it has the field, else that of the first value; rows that contradict are refused. */
async function typeMetadata(
  workspace: Workspace,
  rows: SourceRow[],
  failures: ItemFailure[],
): Promise<{ types: Record<string, MetadataType>; typed: SourceRow[] }> {
  const types = new Map((await listMetadataColumns(workspace.database)).map((column) => [column.name, column.type]));
  const used: Record<string, MetadataType> = Object.create(null) as Record<string, MetadataType>;
  const typed = rows.filter((row) => {
    for (const [name, value] of Object.entries(row.metadata)) {
      const type = types.get(name) ?? inferMetadataType(value);
      if (!type) continue;
      try {
        metadataSqlValue({ name, column: "", type }, value);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        failures.push({
          item: row.item,
          ...(row.line === undefined ? {} : { line: row.line }),
          column: name,
          code: "type-conflict",
          message: error.message,
        });
        return false;
      }
      types.set(name, type);
      used[name] = type;
    }
    return true;
  });
  return { types: used, typed };
}

/** Ordinal, content and place of one row; Problem `row-not-found`. */
export async function contentOfRow(workspace: Workspace, key: string) {
  const row = await workspace.database.one(
    "SELECT row, media_type, text, uri, content_kind, content_hash, format FROM rows WHERE key = ?",
    [key],
  );
  if (!row) throw new Problem("row-not-found", { detail: `There is no row with the key "${key}".`, fields: { key } });
  const kind = row.content_kind as string;
  const contentHash = row.content_hash as string;
  return {
    ordinal: int(row.row),
    mediaType: row.media_type as "image" | "text",
    text: row.text as string | null,
    format: row.format as string | null,
    contentHash,
    path: kind === "inline" ? null : kind === "blob" ? workspace.blobs.path(contentHash) : (row.uri as string),
  };
}
