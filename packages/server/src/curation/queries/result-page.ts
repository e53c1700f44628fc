import { createHash } from "node:crypto";
import type { Bitset } from "@pomona/compute/bitset";
import type { Filter } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import type { Sort } from "@pomona/contract/rows";
import { requireFunction } from "../../store/filter-names.ts";
import { arrivalPage, decodeMark, type PageMark, pageOf } from "../../store/query-page.ts";
import { rankedPage } from "../../store/rank-column.ts";
import {
  arrivalOrder,
  fieldOrder,
  type ResultOrder,
  scoreMarks,
  scoreOrder,
  sortedOrdinals,
} from "../../store/result-order.ts";
import { functionScores } from "../functions/function-scores.ts";
import type { Snapshot } from "./query-context.ts";
import { type PreparedSort, sqlSort } from "./query-sort.ts";

/** Where a page is: behind a mark, in front of one, or from a position on; at the start when nothing is given. */
export interface PagePlace {
  after?: string | undefined;
  before?: string | undefined;
  offset?: number | undefined;
}

interface PageRequest {
  sort: PreparedSort | null;
  limit: number;
  place: PagePlace;
  /** Of the filter and the sort that marks belong to. */
  fingerprint: string;
}

/** What tells the page marks of one query from those of another. */
export const queryFingerprint = (filter: Filter, sort: Sort | undefined): string =>
  createHash("sha256")
    .update(JSON.stringify([filter, sort ?? null]))
    .digest("base64url")
    .slice(0, 12);

/** Ordinals of a page of a bitset's rows in the order of a sort, with their sort values. Throws `bad-request`. */
export async function readPage(snapshot: Snapshot, bits: Bitset, request: PageRequest): Promise<PageMark[]> {
  const { sort, limit, place, fingerprint } = request;
  const { after, before, offset } = place;
  if ([after, before, offset].filter((given) => given !== undefined).length > 1)
    throw new Problem("bad-request", {
      detail: "Give one of `after`, `before` and `offset`: each says where the page is.",
      fields: { field: "after" },
    });
  const kind = sort === null || sort.by === "similarity" ? "number" : sqlSort(snapshot.names, sort).kind;
  const read = (mark: string): PageMark => decodeMark(mark, fingerprint, kind);
  if (before !== undefined) {
    const order = await resultOrder(snapshot, bits, sort);
    const end = await order.countBefore(read(before));
    const start = Math.max(0, end - limit);
    return end === start ? [] : order.page(start, end - start);
  }
  const mark = after === undefined ? null : read(after);
  if (limit === 0) return [];
  if (offset) return (await resultOrder(snapshot, bits, sort)).page(offset, limit);
  return pageBehind(snapshot, bits, { sort, limit, mark });
}

/** A page behind a mark: needs no order of all rows. */
async function pageBehind(
  snapshot: Snapshot,
  bits: Bitset,
  { sort, limit, mark }: { sort: PreparedSort | null; limit: number; mark: PageMark | null },
): Promise<PageMark[]> {
  const { sql, names } = snapshot;
  if (sort === null) return arrivalPage(bits, { limit, after: mark });
  const combined = sort.by === "function" && requireFunction(names, sort.function).combined;
  // A column is worked out sooner than SQL joins the tables of the parts.
  if (combined)
    return pageBehindScored(bits, {
      ...sort,
      scores: await functionScores(snapshot, bits, sort.function),
      limit,
      mark,
    });
  if (sort.by !== "similarity") return pageOf(sql, bits, { sort: sqlSort(names, sort), limit, after: mark });
  return pageBehindScored(bits, { ...sort, limit, mark });
}

async function pageBehindScored(
  bits: Bitset,
  {
    scores,
    isDescending,
    limit,
    mark,
  }: { scores: Float32Array; isDescending: boolean; limit: number; mark: PageMark | null },
): Promise<PageMark[]> {
  const after = mark && { score: mark.value === null ? Number.NaN : Number(mark.value), ordinal: mark.ordinal };
  return scoreMarks(scores, await rankedPage(bits, scores, { isDescending, limit, after }));
}

/** The rows of a bitset in the order of a sort, by position. Throws what `sqlSort` throws. */
export async function resultOrder(snapshot: Snapshot, bits: Bitset, sort: PreparedSort | null): Promise<ResultOrder> {
  const { sql, names } = snapshot;
  if (sort === null) return arrivalOrder(bits);
  if (sort.by === "similarity") return scoreOrder(bits, sort.scores, sort.isDescending);
  if (sort.by === "function")
    return scoreOrder(bits, await functionScores(snapshot, bits, sort.function), sort.isDescending);
  const order = sqlSort(names, sort);
  const sorted = (): Promise<Uint32Array> =>
    snapshot.keptColumn(`order ${order.expression} ${order.isDescending}`, () => sortedOrdinals(sql, order));
  return fieldOrder(sql, bits, { sort: order, sorted });
}
