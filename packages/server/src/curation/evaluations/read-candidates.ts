import { bitsetOf, createBitset } from "@pomona/compute/bitset";
import type { Truth } from "@pomona/contract/evaluations";
import type { FilterTree } from "@pomona/contract/filter";
import type { Sql } from "../../store/database.ts";
import type { StoredAnchor } from "../../store/function-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { int, stringList } from "../../store/sql-values.ts";
import type { Bitset } from "../../store/vector-store.ts";
import { type PreparedFilter, prepareFilter, type QueryContext, type Snapshot } from "../queries/query-context.ts";
import type { CandidateRows } from "./evaluated-rows.ts";

/** What is right and what counts, ready to be read in one snapshot. */
export interface PreparedTruth {
  truth: Truth;
  right: PreparedFilter;
  /** Null: every row that has a score. */
  among: PreparedFilter | null;
}

/** Rows with any label count for a label, all that have a score for a filter, unless the truth says otherwise. */
export async function prepareTruth(context: QueryContext, truth: Truth): Promise<PreparedTruth> {
  const right: FilterTree | string =
    truth.label === null ? (truth.filter ?? "") : { field: "label", op: "=", value: truth.label };
  const among: FilterTree | string | null =
    truth.among ?? (truth.label === null ? null : { field: "label", op: "exists" });
  return {
    truth,
    right: await prepareFilter(context, right),
    among: among === null ? null : await prepareFilter(context, among),
  };
}

/** Reads them, with the rows that are left out as anchors. */
export async function readCandidates(
  snapshot: Snapshot,
  prepared: PreparedTruth,
  anchors: readonly StoredAnchor[],
): Promise<CandidateRows> {
  const { truth, right, among } = prepared;
  return {
    truth,
    positive: await snapshot.bitsOf(right),
    among: among && (await snapshot.bitsOf(among)),
    anchors: await anchorBits(snapshot.sql, anchors),
  };
}

/** Rows that are anchors, and those of the same bytes as one, whether that is a row or an uploaded picture. */
async function anchorBits(sql: Pick<Sql, "all" | "one">, anchors: readonly StoredAnchor[]): Promise<Bitset> {
  const keys = anchors.flatMap(({ key }) => key ?? []);
  const pictures = anchors.flatMap(({ picture }) => picture ?? []);
  if (keys.length + pictures.length === 0) return createBitset(0);
  const rows = await sql.all(
    `WITH named AS (SELECT row, content_hash FROM rows WHERE key IN (SELECT unnest(?)))
     SELECT row FROM named UNION
     SELECT r.row FROM rows r WHERE r.content_hash IN
       (SELECT content_hash FROM named WHERE content_hash IS NOT NULL UNION ALL SELECT unnest(?))`,
    [stringList(keys), stringList(pictures)],
  );
  return bitsetOf(
    rows.map(({ row }) => int(row)),
    await nextOrdinal(sql),
  );
}
