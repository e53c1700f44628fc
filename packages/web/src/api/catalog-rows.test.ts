import type { QueryRequest, Row } from "@pomona/contract/rows";
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { forgetFarPages, PAGE_ROWS, type RowsAsked, rowPageQuery } from "./catalog-rows.ts";

// The client takes its address when it is made.
vi.hoisted(() => vi.stubGlobal("location", { origin: "http://pomona.test" }));

const TOTAL = 1000 * PAGE_ROWS;
let client: QueryClient;
let sent: QueryRequest[];

/** A server whose rows are numbered, with marks that name a position. */
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, gcTime: 60_000, retry: false } } });
  sent = [];
  vi.stubGlobal("fetch", async (call: Request) => {
    const request = (await call.json()) as QueryRequest & { limit: number };
    sent.push(request);
    const start =
      request.after !== undefined
        ? Number(request.after) + 1
        : request.before !== undefined
          ? Number(request.before) - request.limit
          : (request.offset ?? 0);
    const rows = Array.from({ length: request.limit }, (_, i) => ({ key: `r${start + i}` }) as Row);
    const page = {
      total: TOTAL,
      rows,
      facets: {},
      origins: {},
      facetDistinct: {},
      next: String(start + request.limit - 1),
      previous: String(start),
    };
    return new Response(JSON.stringify(page), { headers: { "content-type": "application/json" } });
  });
});
afterEach(() => {
  client.clear();
  vi.unstubAllGlobals();
});

const asked: RowsAsked = { query: { filter: { and: [] } }, scores: undefined };
const load = (page: number) => client.fetchQuery(rowPageQuery(asked, page));

it("begins a page behind the one before, in front of the one after, else at its position", async () => {
  for (const page of [0, 1, 500, 499, 501, 7]) {
    const { rows } = await load(page);
    expect(rows[0]?.key).toBe(`r${page * PAGE_ROWS}`);
  }
  expect(sent.map(({ after, before, offset }) => [after, before, offset])).toEqual([
    [undefined, undefined, undefined],
    [String(PAGE_ROWS - 1), undefined, undefined],
    [undefined, undefined, 500 * PAGE_ROWS],
    [undefined, String(500 * PAGE_ROWS), undefined],
    [String(501 * PAGE_ROWS - 1), undefined, undefined],
    [undefined, undefined, 7 * PAGE_ROWS],
  ]);
});

it("trusts no mark of rows that have changed", async () => {
  await load(3);
  await client.invalidateQueries({ queryKey: ["rows"], refetchType: "none" });
  await load(4);
  expect(sent.at(-1)).toMatchObject({ offset: 4 * PAGE_ROWS });
});

it("keeps a bounded number of pages, those near the screen, of this query alone", async () => {
  const other: RowsAsked = { query: { filter: { not: { and: [] } } }, scores: undefined };
  await client.fetchQuery(rowPageQuery(other, 3));
  for (const page of [0, 1, 2, 3, 400, 401, 402, 900]) await load(page);
  forgetFarPages(client, asked, { page: 401, most: 4 });
  const kept = client.getQueryCache().findAll({ queryKey: ["rows", asked.query] });
  expect(kept.map(({ queryKey }) => queryKey.at(-1)).sort()).toEqual([3, 400, 401, 402]);
  expect(client.getQueryCache().findAll({ queryKey: ["rows", other.query] })).toHaveLength(1);
});
