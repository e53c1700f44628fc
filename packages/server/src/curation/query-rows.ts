import { createHash } from "node:crypto";
import { type Bitset, countBits } from "@pomona/compute/bitset";
import type { Filter } from "@pomona/contract/filter";
import { conditionsOf } from "@pomona/contract/filter-tree";
import type { QueryRequest, QueryResponse, Row } from "@pomona/contract/rows";
import { requireFunction } from "../store/filter-names.ts";
import { arrivalPage, decodeMark, encodeMark, type PageMark, pageOf } from "../store/query-page.ts";
import { rankedPage } from "../store/rank-column.ts";
import { type ReadRow, readRows } from "../store/row-read.ts";
import { onSnapshot, prepareFilter, type QueryContext, type Snapshot } from "./query-context.ts";
import { facetCounts } from "./query-counts.ts";
import { type PreparedSort, prepareSort, sqlSort } from "./query-sort.ts";

/** Characters of a text in a listing. */
const LISTED_TEXT_LENGTH = 2000;

/**
 * Rows of a filter in the order of a sort, one page of them, with the total, scores and exact facet counts, all of one
 * state of the catalog. Cost: one scan each for the filter, the page and the facets. Throws `bad-filter`, `bad-request` for a mark of
 * another query, and `…-not-found` for what the request names.
 */
export async function queryRows(context: QueryContext, request: QueryRequest): Promise<QueryResponse> {
  const prepared = await prepareFilter(context, request.filter);
  const sort = await prepareSort(context, request.sort);
  const limit = request.limit ?? 100;
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([prepared.filter, request.sort ?? null]))
    .digest("base64url")
    .slice(0, 12);
  return onSnapshot(context, prepared, async (snapshot) => {
    const { sql, names } = snapshot;
    // The filter is evaluated once; what follows reads its bits.
    const bits = await snapshot.bits();
    const page = await readPage(snapshot, bits, { sort, limit, after: request.after, fingerprint });
    const scored = request.scores ?? functionsNamed(prepared.filter, sort);
    const functions = scored.map((name) => requireFunction(names, name));
    const rows = await readRows(
      sql,
      names,
      page.map((entry) => entry.ordinal),
      { functions, textLength: LISTED_TEXT_LENGTH },
    );
    const ranks =
      sort && (sort.by === "function" || sort.by === "similarity")
        ? new Map(page.map((entry) => [entry.ordinal, entry.value === null ? null : Number(entry.value)]))
        : null;
    const counts = await facetCounts(snapshot, bits, {
      fields: request.facets ?? [],
      limit: request.facetLimit ?? 100,
    });
    const last = page.at(-1);
    return {
      total: countBits(bits),
      rows: rows.map((row) => listedRow(row, ranks?.get(row.ordinal) ?? null)),
      facets: counts.facets,
      facetDistinct: counts.distinct,
      next: last && page.length === limit ? encodeMark(last, fingerprint) : null,
    };
  });
}

interface PageRequest {
  sort: PreparedSort | null;
  limit: number;
  after: string | undefined;
  /** Of the filter and the sort that marks belong to. */
  fingerprint: string;
}

async function readPage(
  { sql, names }: Snapshot,
  bits: Bitset,
  { sort, limit, after, fingerprint }: PageRequest,
): Promise<PageMark[]> {
  const order = sort === null || sort.by === "similarity" ? null : sqlSort(names, sort);
  const mark = after === undefined ? null : decodeMark(after, fingerprint, order?.kind ?? "number");
  if (limit === 0) return [];
  if (order) return pageOf(sql, bits, { sort: order, limit, after: mark });
  if (sort?.by === "similarity") return similarityPage(bits, sort, { limit, mark });
  return arrivalPage(bits, { limit, after: mark });
}

async function similarityPage(
  bits: Bitset,
  { scores, isDescending }: { scores: Float32Array; isDescending: boolean },
  { limit, mark }: { limit: number; mark: PageMark | null },
): Promise<PageMark[]> {
  const after = mark && { score: mark.value === null ? Number.NaN : Number(mark.value), ordinal: mark.ordinal };
  const ordinals = await rankedPage(bits, scores, { isDescending, limit, after });
  return Array.from(ordinals, (ordinal) => {
    const score = scores[ordinal] ?? Number.NaN;
    return { ordinal, value: Number.isNaN(score) ? null : String(score) };
  });
}

function functionsNamed(filter: Filter, sort: PreparedSort | null): string[] {
  const named = new Set<string>();
  for (const condition of conditionsOf(filter)) if ("function" in condition) named.add(condition.function);
  if (sort?.by === "function") named.add(sort.function);
  return [...named];
}

/** A row as the contract has it. */
export function listedRow({ ordinal: _ordinal, contentHash: _contentHash, ...row }: ReadRow, rank: number | null): Row {
  return { ...row, rank };
}
