import { countBits } from "@pomona/compute/bitset";
import { isProblem, type Problem } from "@pomona/contract/problems";
import type { CreateSliceRequest, EditSliceRequest, MapView, Slice } from "@pomona/contract/slices";
import { giveTurn } from "../config/give-turn.ts";
import { countReviewRows, removeFromReviewList } from "../store/review-table.ts";
import {
  deleteSliceRecord,
  insertSlice,
  listSliceRecords,
  refuseTakenSliceName,
  type SliceRecord,
  sliceByName,
  updateSlice,
} from "../store/slice-table.ts";
import { nextId } from "../store/space-table.ts";
import { followRename } from "./follow-rename.ts";
import { filterAsText } from "./queries/filter-as-text.ts";
import { onSnapshot, prepareFilter, type QueryContext } from "./queries/query-context.ts";
import { queryContext } from "./queries/workspace-query.ts";
import type { Workspace } from "./workspace.ts";

/**
 * All slices by name, with the rows that pass them now. One whose filter cannot be read any more is listed with the
 * reason. Cost: the bits of each filter, which are kept until the catalog changes; a slice by similarity scores its space.
 */
export async function listSlices(workspace: Workspace): Promise<Slice[]> {
  const context = queryContext(workspace);
  const slices: Slice[] = [];
  for (const record of await listSliceRecords(workspace.database)) {
    slices.push(await describe(context, record));
    await giveTurn();
  }
  return slices;
}

export const getSlice = async (workspace: Workspace, name: string): Promise<Slice> =>
  describe(queryContext(workspace), await sliceByName(workspace.database, name));

/** Saves a filter under a name. Throws `name-taken`, and what reading the filter throws, with the place. */
export async function createSlice(workspace: Workspace, { name, filter, view }: CreateSliceRequest): Promise<Slice> {
  const text = await filterAsText(workspace, filter);
  await workspace.database.write(async (tx) => {
    await refuseTakenSliceName(tx, name);
    const now = workspace.clock();
    await insertSlice(tx, {
      id: await nextId(tx),
      name,
      filter: text,
      view: (view as MapView | undefined) ?? null,
      created: now,
      updated: now,
    });
  });
  return getSlice(workspace, name);
}

/** Gives a slice another name, filter or look of the map. Throws as `createSlice` does, and `slice-not-found`. */
export async function editSlice(workspace: Workspace, name: string, change: EditSliceRequest): Promise<Slice> {
  const text = change.filter === undefined ? undefined : await filterAsText(workspace, change.filter);
  const edited = await workspace.database.write(async (tx) => {
    const record = await sliceByName(tx, name);
    if (change.name !== undefined && change.name !== name) await refuseTakenSliceName(tx, change.name);
    const next = {
      ...record,
      name: change.name ?? name,
      filter: text ?? record.filter,
      view: change.view === undefined ? record.view : (change.view as MapView | null),
      updated: workspace.clock(),
    };
    await updateSlice(tx, next);
    await followRename(tx, { kind: "slice", from: name, to: next.name }, workspace);
    // Its own filter may name its review list.
    return sliceByName(tx, next.name);
  });
  return describe(queryContext(workspace), edited);
}

export async function deleteSlice(workspace: Workspace, name: string): Promise<void> {
  await workspace.database.write(async (tx) => {
    const { id } = await sliceByName(tx, name);
    await removeFromReviewList(tx, id);
    await deleteSliceRecord(tx, id);
  });
}

async function countRows(context: QueryContext, filter: CreateSliceRequest["filter"]): Promise<number> {
  const prepared = await prepareFilter(context, filter);
  return onSnapshot(context, prepared, async (snapshot) => countBits(await snapshot.bits()));
}

async function describe(context: QueryContext, record: SliceRecord): Promise<Slice> {
  const { name, filter, view, created, updated } = record;
  const reviewRows = (await countReviewRows(context.database)).get(record.id) ?? 0;
  const kept = { name, filter, view, reviewRows, created: created.toISOString(), updated: updated.toISOString() };
  try {
    return { ...kept, rows: await countRows(context, filter), problem: null };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const { column, length } = error.fields as { column?: number; length?: number };
    const place = column === undefined ? {} : { column, ...(length === undefined ? {} : { length }) };
    return { ...kept, rows: null, problem: { code: error.code, detail: error.message, ...place } };
  }
}

/** Refusals of what a filter says, not of the server's state. */
const isUnreadable = (error: unknown): error is Problem =>
  isProblem(error) && error.status >= 400 && error.status < 499;
