import type { Truth } from "@pomona/contract/evaluations";
import type { Transaction } from "../../store/database.ts";
import { evaluationsByFilter, replaceEvaluation } from "../../store/evaluation-table.ts";
import { listFunctionRecords, updateFunction } from "../../store/function-table.ts";
import { type Rename, renamedFilter } from "../queries/renamed-filter.ts";

/**
 * Lets the truths that functions are linked to name what was renamed as it is called now, and those of the evaluations that
 * were made: they are one truth still, and it may be evaluated again.
 */
export async function renameInTruths(tx: Transaction, rename: Rename): Promise<void> {
  for (const record of await listFunctionRecords(tx)) {
    const truth = record.truth && renamedTruth(record.truth, rename);
    if (truth !== record.truth) await updateFunction(tx, { ...record, truth });
  }
  for (const { id, evaluation } of await evaluationsByFilter(tx)) {
    const truth = renamedTruth(evaluation.truth, rename);
    if (truth !== evaluation.truth) await replaceEvaluation(tx, id, { ...evaluation, truth });
  }
}

/** The same object where it names nothing of it. */
function renamedTruth(truth: Truth, rename: Rename): Truth {
  const filter = truth.filter === null ? null : renamedFilter(truth.filter, rename);
  const among = truth.among === null ? null : renamedFilter(truth.among, rename);
  return filter === truth.filter && among === truth.among ? truth : { ...truth, filter, among };
}
