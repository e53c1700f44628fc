import { Problem } from "@pomona/contract/problems";
import {
  changedColumns,
  dropBefore,
  editById,
  editNotFound,
  nextKept,
  restoreSpan,
  setEditState,
} from "../../store/edit-table.ts";
import { dropEmptyFields, ensureMetadataColumns } from "../../store/metadata-columns.ts";
import type { JobContext } from "../background-work.ts";
import type { Workspace } from "../workspace.ts";

/** Which edit, and how many rows per transaction. */
export interface EditWork {
  id: number;
  rowsAtOnce: number;
}

/** Starts a job that gives each row back what it had before an edit. Throws `edit-not-found`, and `in-use` while the edit is under way. */
export async function startUndo(workspace: Workspace, id: number): Promise<{ job: string }> {
  const title = await workspace.database.write(async (tx) => {
    const record = await editById(tx, id);
    if (record.state === "undone") throw editNotFound(id);
    if (record.state === "editing" || record.state === "undoing")
      throw new Problem("in-use", {
        detail: `The edit ${id} is under way. Wait for its job, or cancel it: what it did can be undone then.`,
        fields: { edit: id, state: record.state },
      });
    await setEditState(tx, id, "undoing");
    return record.title;
  });
  return { job: await workspace.jobs.add("edit", { edit: id, isUndo: true }, { title: `Undo: ${title}` }) };
}

/** What an undo did so far; kept with each batch, so that the counts survive a restart. */
interface Counts {
  changed: number;
  kept: number;
}

export async function undoEdit(workspace: Workspace, { id, rowsAtOnce }: EditWork, context: JobContext) {
  const { database } = workspace;
  const record = await editById(database, id);
  let counts = (context.resumeFrom as Counts | null) ?? { changed: 0, kept: 0 };
  context.progress(counts.changed + counts.kept, record.changed);
  for (;;) {
    context.signal.throwIfAborted();
    const isOver = await database.write(async (tx) => {
      const span = await nextKept(tx, id, rowsAtOnce);
      if (!span) return true;
      // A field that lost its last value was dropped, and is made again.
      const columns = changedColumns(record, await ensureMetadataColumns(database, tx, record.types));
      const { restored, kept } = await restoreSpan(tx, id, { columns, span });
      counts = { changed: counts.changed + restored, kept: counts.kept + kept };
      await context.checkpoint(counts, tx);
      return false;
    });
    if (isOver) break;
    context.progress(counts.changed + counts.kept, record.changed);
  }
  await database.write(async (tx) => {
    await dropBefore(database, tx, id);
    await setEditState(tx, id, "undone");
  });
  await dropEmptyFields(database);
  return { edit: id, ...counts };
}
