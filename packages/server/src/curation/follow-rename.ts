import type { MapView } from "@pomona/contract/slices";
import type { Transaction } from "../store/database.ts";
import { listVersions, setVersionFilter } from "../store/projection-table.ts";
import { listSliceRecords, updateSlice } from "../store/slice-table.ts";
import { renameInAutomations } from "./automations/rename-in-automations.ts";
import { renameInTruths } from "./evaluations/rename-in-truths.ts";
import { type Rename, renamedFilter } from "./queries/renamed-filter.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Lets everything that keeps a filter by names name what was renamed as it is called now, in the transaction that renames
 * it: slices, linked truths and those of evaluations, maps, automations. Records that were read before are behind then.
 */
export async function followRename(
  tx: Transaction,
  rename: Rename,
  workspace: Pick<Workspace, "clock">,
): Promise<void> {
  if (rename.from === rename.to) return;
  await renameInSlices(tx, rename);
  await renameInTruths(tx, rename);
  await renameInMaps(tx, rename);
  await renameInAutomations(tx, rename, workspace);
}

async function renameInSlices(tx: Transaction, rename: Rename): Promise<void> {
  for (const record of await listSliceRecords(tx)) {
    const filter = renamedFilter(record.filter, rename);
    const view = record.view && renamedView(record.view, rename);
    if (filter !== record.filter || view !== record.view) await updateSlice(tx, { ...record, filter, view });
  }
}

function renamedView(view: MapView, { kind, from, to }: Rename): MapView {
  if (kind === "projection" && view.projection === from) return { ...view, projection: to };
  const { colour } = view;
  const isColouredBy = kind === "function" && colour && "function" in colour && colour.function === from;
  return isColouredBy ? { ...view, colour: { function: to } } : view;
}

/** A map is laid out again from the rows that meet the filter of before. */
async function renameInMaps(tx: Transaction, rename: Rename): Promise<void> {
  for (const { projection, version, filter } of await listVersions(tx)) {
    const renamed = filter === null ? null : renamedFilter(filter, rename);
    if (renamed !== filter) await setVersionFilter(tx, { projection, version }, renamed);
  }
}
