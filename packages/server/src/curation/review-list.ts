import { ordinalsOf } from "@pomona/compute/bitset";
import type { Selection } from "@pomona/contract/selection";
import { removeFromReviewList } from "../store/review-table.ts";
import { sliceByName } from "../store/slice-table.ts";
import { selectionBits } from "./queries/selection.ts";
import { queryContext } from "./queries/workspace-query.ts";
import type { Workspace } from "./workspace.ts";

/** Takes rows off the review list of a slice, all of them without a selection; the rows stay. */
export async function clearReviewList(
  workspace: Workspace,
  name: string,
  selection: Selection | undefined,
): Promise<{ removed: number }> {
  const rows = selection && ordinalsOf(await selectionBits(queryContext(workspace), selection));
  return workspace.database.write(async (tx) => ({
    removed: await removeFromReviewList(tx, (await sliceByName(tx, name)).id, rows),
  }));
}
