import { ordinalsOf } from "@pomona/compute/bitset";
import { Problem } from "@pomona/contract/problems";
import { int } from "../../store/sql-values.ts";
import type { JobHandler } from "../background-work.ts";
import { selectionBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { removeOrdinals } from "./edit-rows.ts";

/** Starts to delete a dataset and its rows; gives the job. `expect` is the count the caller saw: refused when it differs. */
export async function requestDatasetDeletion(workspace: Workspace, name: string, expect: number): Promise<string> {
  const found = await workspace.database.one(
    "SELECT (SELECT count(*) FROM rows WHERE dataset = d.name) AS n FROM datasets d WHERE d.name = ?",
    [name],
  );
  if (!found)
    throw new Problem("dataset-not-found", { detail: `There is no dataset named "${name}".`, fields: { name } });
  const count = int(found.n);
  if (count !== expect)
    throw new Problem("count-changed", {
      detail: `The dataset "${name}" holds ${count} rows now, not ${expect}. Look again before deleting.`,
      fields: { count, expect },
    });
  return workspace.jobs.add("delete-dataset", { dataset: name }, { title: `Delete ${name}`, subject: name });
}

/** Deletes the rows of a dataset, then its name. Run again after a crash, it goes on with the rows that are left. */
export const deleteDataset =
  (workspace: Workspace): JobHandler<"delete-dataset"> =>
  async ({ dataset }, context) => {
    const selection = { filter: { field: "dataset", op: "=", value: dataset } } as const;
    const ordinals = ordinalsOf(await selectionBits(queryContext(workspace), selection));
    const before = context.doneBefore;
    context.progress(before, before + ordinals.length);
    await removeOrdinals(workspace, ordinals, (removed) => {
      context.progress(before + removed);
      context.signal.throwIfAborted();
    });
    await workspace.database.write((tx) =>
      tx.run("DELETE FROM datasets WHERE name = ? AND NOT EXISTS (SELECT 1 FROM rows WHERE dataset = ?)", [
        dataset,
        dataset,
      ]),
    );
    return { deleted: before + ordinals.length };
  };
