import { countBits, ordinalsOf } from "@pomona/compute/bitset";
import { type BulkEdit, type Edit, UNDOABLE_DAYS, UNDOABLE_EDITS } from "@pomona/contract/edits";
import type { MetadataType } from "@pomona/contract/fields";
import { Problem } from "@pomona/contract/problems";
import type { Selection } from "@pomona/contract/selection";
import {
  addToChanged,
  applyEdit,
  changedColumns,
  type EditRecord,
  editById,
  insertEdit,
  listEditRecords,
  removeEdit,
  setEditState,
} from "../../store/edit-table.ts";
import { bitsetSql } from "../../store/filter-sql.ts";
import {
  dropEmptyFields,
  ensureMetadataColumns,
  inferMetadataType,
  listMetadataColumns,
  metadataSqlValue,
} from "../../store/metadata-columns.ts";
import { nextId } from "../../store/space-table.ts";
import type { JobContext, JobHandler } from "../background-work.ts";
import { selectionBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { editTitle } from "./edit-title.ts";
import { type EditWork, undoEdit } from "./undo-edit.ts";

/** Of tags at a million rows, a batch takes about a tenth of a second, and with a checkpoint a few. */
const EDIT_ROWS = 20_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const undoUntil = (created: Date): Date => new Date(created.getTime() + UNDOABLE_DAYS * DAY_MS);

/**
 * Starts a job that changes the rows which a selection holds now; rows that come later are not touched. Throws
 * `count-changed` when they are not as many as the caller saw, `empty-selection`, and `bad-request` for a value that its
 * field cannot hold.
 */
export async function startEdit(
  workspace: Workspace,
  request: { selection: Selection; edit: BulkEdit; expect?: number | undefined },
): Promise<{ edit: number; job: string; rows: number }> {
  const { database } = workspace;
  const types = await checkedTypes(workspace, request.edit);
  const bits = await selectionBits(queryContext(workspace), request.selection);
  const rows = countBits(bits);
  if (request.expect !== undefined && rows !== request.expect)
    throw new Problem("count-changed", {
      detail: `The selection holds ${rows} rows now, not ${request.expect}. Look again before editing.`,
      fields: { count: rows, expect: request.expect },
    });
  if (rows === 0) throw new Problem("empty-selection", "The selection holds no rows, so there is nothing to edit.");
  const title = editTitle(request.edit, rows);
  const id = await database.write(async (tx) => {
    const made: EditRecord = {
      id: await nextId(tx),
      title,
      edit: request.edit,
      types,
      bits,
      rowCount: rows,
      changed: 0,
      state: "editing",
      created: workspace.clock(),
    };
    await insertEdit(tx, made);
    return made.id;
  });
  const job = await workspace.jobs.add("edit", { edit: id, isUndo: false }, { title });
  return { edit: id, job, rows };
}

/** Types of the metadata fields of an edit: as the catalog has them, else as the value says. */
async function checkedTypes(workspace: Workspace, edit: BulkEdit): Promise<Record<string, MetadataType>> {
  const metadata = Object.entries(edit.metadata ?? {});
  const isList = (change: BulkEdit["tags"]): boolean =>
    change !== undefined && (change.set !== undefined || !!change.add?.length || !!change.remove?.length);
  if (metadata.length === 0 && !isList(edit.labels) && !isList(edit.tags))
    throw new Problem("bad-request", "The edit changes nothing. Name labels, tags or metadata to change.");
  const known = await listMetadataColumns(workspace.database);
  const types: Record<string, MetadataType> = {};
  for (const [name, value] of metadata) {
    const type = known.find((column) => column.name === name)?.type ?? inferMetadataType(value);
    if (!type) continue;
    metadataSqlValue({ name, column: "", type }, value);
    types[name] = type;
  }
  return types;
}

/** Does an edit, or undoes it, `rowsAtOnce` rows per transaction: what a crash can cost at most, and the grain of cancel. */
export const editRows =
  (workspace: Workspace, rowsAtOnce = EDIT_ROWS): JobHandler<"edit"> =>
  ({ edit: id, isUndo }, context) =>
    (isUndo ? undoEdit : doEdit)(workspace, { id, rowsAtOnce }, context);

async function doEdit(workspace: Workspace, { id, rowsAtOnce }: EditWork, context: JobContext) {
  const { database } = workspace;
  const record = await editById(database, id);
  await forgetOldEdits(workspace);
  const ordinals = ordinalsOf(record.bits);
  const rows = bitsetSql(record.bits);
  let done = typeof context.resumeFrom === "number" ? context.resumeFrom : 0;
  context.progress(done, ordinals.length);
  while (done < ordinals.length) {
    context.signal.throwIfAborted();
    const end = Math.min(ordinals.length, done + rowsAtOnce);
    const span = { first: ordinals[done] as number, last: ordinals[end - 1] as number };
    await database.write(async (tx) => {
      const columns = changedColumns(record, await ensureMetadataColumns(database, tx, record.types));
      const changed = await applyEdit(database, tx, id, { columns, rows, span });
      await addToChanged(tx, id, changed);
      await context.checkpoint(end, tx);
    });
    done = end;
    context.progress(done, ordinals.length);
  }
  await database.write((tx) => setEditState(tx, id, "edited"));
  if (Object.keys(record.edit.metadata ?? {}).length > 0) await dropEmptyFields(database);
  return { edit: id, changed: (await editById(database, id)).changed, kept: 0 };
}

/** Edits that can be undone or were, newest first. */
export async function listEdits({ database }: Pick<Workspace, "database">): Promise<Edit[]> {
  return (await listEditRecords(database)).map(({ rowCount, created, ...record }) => ({
    ...record,
    rows: rowCount,
    created: created.toISOString(),
    undoUntil: undoUntil(created).toISOString(),
  }));
}

/** Drops what was kept for edits that are too old, or too many newer ones were made. Those under way stay. */
export async function forgetOldEdits({ database, clock }: Pick<Workspace, "database" | "clock">): Promise<void> {
  const now = clock();
  const over = (await listEditRecords(database)).filter(
    ({ state, created }, place) =>
      state !== "editing" && state !== "undoing" && (place >= UNDOABLE_EDITS || undoUntil(created) < now),
  );
  if (over.length === 0) return;
  await database.write(async (tx) => {
    for (const { id } of over) await removeEdit(database, tx, id);
  });
}
