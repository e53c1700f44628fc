import { countBits, createBitset, hasBit, setBit } from "@pomona/compute/bitset";
import type { VersionScoresRequest, VersionScoresResponse } from "@pomona/contract/function-versions";
import { inTurns } from "../../config/give-turn.ts";
import { functionByName } from "../../store/function-table.ts";
import { decodeMark, encodeMark } from "../../store/query-page.ts";
import { rankedPage } from "../../store/rank-column.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import type { Bitset } from "../../store/vector-store.ts";
import type { QueryContext } from "../queries/query-context.ts";
import { filterBits, selectionBits } from "../queries/selection.ts";
import type { Workspace } from "../workspace.ts";
import { requiredVersion } from "./required-version.ts";
import { versionColumn } from "./version-column.ts";

/**
 * Scores of any version of a function over the rows of a selection, highest first, ties in order of arrival, one page of
 * them. A page goes on behind the score where the one before ended, whatever arrived meanwhile. Cost: a scan of the
 * vectors where the version does not serve, for the first page of a state of the space.
 */
export async function versionScores(
  workspace: Workspace,
  context: QueryContext,
  request: VersionScoresRequest & { name: string; version: number },
): Promise<VersionScoresResponse> {
  const { name, version: number } = request;
  const { id, version } = await readSnapshot(workspace.database, async (sql) => {
    const record = await functionByName(sql, name);
    return { id: record.id, version: await requiredVersion(sql, record, number) };
  });
  const fingerprint = `${id}:${number}`;
  const mark = request.after === undefined ? null : decodeMark(request.after, fingerprint, "number");
  const column = await versionColumn(workspace, version);
  const selected = request.selection
    ? await selectionBits(context, request.selection)
    : await filterBits(context, undefined);
  const { bits, above } = await scoredAmong(selected, column, version.threshold);
  const page = await rankedPage(bits, column, {
    isDescending: true,
    limit: request.limit,
    after: mark && { score: mark.value === null ? Number.NaN : Number(mark.value), ordinal: mark.ordinal },
  });
  const keys = await workspace.keys.keysOf(page);
  const last = page.at(-1);
  return {
    version: number,
    scored: countBits(bits),
    above,
    rows: Array.from(page).flatMap((ordinal) => {
      const key = keys.get(ordinal);
      return key === undefined ? [] : [{ key, score: column[ordinal] as number }];
    }),
    next:
      last !== undefined && page.length === request.limit
        ? encodeMark({ value: String(column[last]), ordinal: last }, fingerprint)
        : null,
  };
}

async function scoredAmong(
  selected: Bitset,
  column: Float32Array,
  threshold: number,
): Promise<{ bits: Bitset; above: number }> {
  const length = Math.min(column.length, selected.length * 8);
  const bits = createBitset(Math.max(8, length));
  // Stored scores are compared with the threshold as a float.
  const least = Math.fround(threshold);
  let above = 0;
  await inTurns(length, (start, end) => {
    for (let row = start; row < end; row++) {
      const score = column[row] as number;
      if (Number.isNaN(score) || !hasBit(selected, row)) continue;
      setBit(bits, row);
      if (score >= least) above++;
    }
  });
  return { bits, above };
}
