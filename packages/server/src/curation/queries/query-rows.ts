import { countBits } from "@pomona/compute/bitset";
import type { Filter } from "@pomona/contract/filter";
import { conditionsOf } from "@pomona/contract/filter-tree";
import type { QueryRequest, QueryResponse, Row } from "@pomona/contract/rows";
import { textAsked } from "@pomona/contract/text-asked";
import { requireFunction } from "../../store/filter-names.ts";
import { encodeMark } from "../../store/query-page.ts";
import { type ReadRow, readRows } from "../../store/row-read.ts";
import { functionOrigins } from "../../store/score-origins.ts";
import { firstSimilar, firstSimilarPage } from "./first-similar.ts";
import { onSnapshot, prepareFilter, type QueryContext } from "./query-context.ts";
import { facetCounts } from "./query-counts.ts";
import { type PreparedSort, prepareSort } from "./query-sort.ts";
import { queryFingerprint, readPage } from "./result-page.ts";

/** Characters of a text in a listing. */
const LISTED_TEXT_LENGTH = 2000;

/**
 * Rows of a filter in the order of a sort, one page of them, with the total, scores and exact facet counts, all of one
 * state of the catalog. Cost: one scan each for the filter, the page and the facets; a page from an offset takes some ten
 * milliseconds at a million rows, the first one in a field's order a sort of them. Throws `bad-filter`, `bad-request` for
 * a mark of another query or more than one place, and `…-not-found` for what the request names.
 */
export async function queryRows(context: QueryContext, request: QueryRequest): Promise<QueryResponse> {
  const prepared = await prepareFilter(context, request.filter);
  const first = firstSimilar(request, prepared);
  const search = first && (await context.prepareSearch(first));
  const sort = search ? null : await prepareSort(context, request.sort);
  const limit = request.limit ?? 100;
  const fingerprint = queryFingerprint(prepared.filter, request.sort);
  return onSnapshot(context, prepared, async (snapshot) => {
    const { sql, names } = snapshot;
    // The filter is evaluated once; what follows reads its bits.
    const bits = await snapshot.bits();
    const page =
      (search && (await firstSimilarPage(search, { bits, limit }))) ??
      (await readPage(snapshot, bits, {
        sort: search ? { by: "similarity", scores: await search.scores(), isDescending: true } : sort,
        limit,
        place: request,
        fingerprint,
      }));
    const named = functionsNamed(prepared.filter, sort);
    const scored = request.scores ?? named;
    const functions = scored.map((name) => requireFunction(names, name));
    const rows = await readRows(
      sql,
      names,
      page.map((entry) => entry.ordinal),
      { functions, textLength: LISTED_TEXT_LENGTH, words: textAsked(prepared.filter) },
    );
    const ranks =
      search || (sort && (sort.by === "function" || sort.by === "similarity"))
        ? new Map(page.map((entry) => [entry.ordinal, entry.value === null ? null : Number(entry.value)]))
        : null;
    const counts = await facetCounts(snapshot, bits, {
      fields: request.facets ?? [],
      limit: request.facetLimit ?? 100,
    });
    const [first, last] = [page[0], page.at(-1)];
    return {
      total: countBits(bits),
      rows: rows.map((row) => listedRow(row, ranks?.get(row.ordinal) ?? null)),
      origins: await functionOrigins(
        sql,
        [...new Set([...scored, ...named])].map((name) => requireFunction(names, name)),
      ),
      facets: counts.facets,
      facetDistinct: counts.distinct,
      next: last && page.length === limit ? encodeMark(last, fingerprint) : null,
      previous: first ? encodeMark(first, fingerprint) : null,
    };
  });
}

function functionsNamed(filter: Filter, sort: PreparedSort | null): string[] {
  const named = new Set<string>();
  for (const condition of conditionsOf(filter)) if ("function" in condition) named.add(condition.function);
  if (sort?.by === "function") named.add(sort.function);
  return [...named];
}

/** A row as the contract has it. */
export function listedRow({ ordinal: _ordinal, ...row }: ReadRow, rank: number | null): Row {
  return { ...row, rank };
}
