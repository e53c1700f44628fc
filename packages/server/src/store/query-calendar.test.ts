import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Database } from "./database.ts";
import { countCalendarBins } from "./query-calendar.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open(":memory:");
});
afterAll(() => database.close());

const countOf = (moments: readonly number[], bins: number, span: { low?: number; high?: number } = {}) => {
  const rows = moments.map((ms) => `(${ms}::DOUBLE)`).join(", ");
  const sql = moments.length > 0 ? `SELECT * FROM (VALUES ${rows}) t(x)` : "SELECT NULL::DOUBLE AS x WHERE FALSE";
  return database.read((reader) =>
    countCalendarBins(reader, { source: { sql, values: [] }, total: moments.length, bins, ...span }),
  );
};
const iso = (ms: number | undefined) => new Date(ms ?? 0).toISOString().slice(0, 16);
const at = (text: string) => Date.parse(`${text}Z`);

it.each([
  ["2026-05-01T10:03:10", "2026-05-01T10:20:00", 40, "2026-05-01T10:03", "2026-05-01T10:21"],
  ["2026-05-01T10:03:10", "2026-05-02T09:20:00", 40, "2026-05-01T10:00", "2026-05-02T10:00"],
  ["2026-05-01T10:03:10", "2026-06-01T09:20:00", 40, "2026-05-01T00:00", "2026-06-02T00:00"],
  // Weeks begin on Mondays.
  ["2026-05-01T10:03:10", "2026-10-01T09:20:00", 40, "2026-04-27T00:00", "2026-10-05T00:00"],
  ["2025-11-30T10:03:10", "2027-10-01T09:20:00", 40, "2025-11-01T00:00", "2027-11-01T00:00"],
  ["1999-12-31T23:59:59", "2026-01-01T00:00:00", 40, "1999-01-01T00:00", "2027-01-01T00:00"],
  ["0032-03-01T00:00:00", "2026-01-01T00:00:00", 40, "0000-01-01T00:00", "2100-01-01T00:00"],
])("from %s to %s there are at most %d bins, from %s to %s", async (low, high, bins, first, end) => {
  const found = await countOf([at(low), at(high)], bins);
  expect([iso(found.edges[0]), iso(found.edges.at(-1))]).toEqual([first, end]);
  expect(found.counts.length).toBeLessThanOrEqual(bins);
});

it.each([
  { low: 1e300, high: 2e300 },
  { low: -1e300, high: 1e300 },
  { low: -2e300, high: -1e300 },
])("has edges also for bounds that no date reaches, %j", async (span) => {
  const { edges, counts, below, above } = await countOf([at("2026-05-01T10:03:10")], 40, span);
  expect(edges.every(Number.isFinite)).toBe(true);
  expect(counts).toHaveLength(edges.length - 1);
  expect(counts.reduce((sum, count) => sum + count, below + above)).toBe(1);
});

it("counts each moment in the bin whose edges hold it", async () => {
  const moment = fc.integer({ min: at("1890-01-01T00:00:00"), max: at("2090-01-01T00:00:00") });
  const near = fc.integer({ min: at("2026-01-01T00:00:00"), max: at("2026-03-01T00:00:00") });
  const span = fc.option(fc.tuple(near, fc.integer({ min: 1, max: 4e9 })), { nil: undefined });
  const moments = fc.oneof(fc.array(moment, { maxLength: 8 }), fc.array(near, { maxLength: 8 }));
  await fc.assert(
    fc.asyncProperty(moments, fc.integer({ min: 3, max: 60 }), span, async (drawn, bins, given) => {
      const bounds = given ? { low: given[0], high: given[0] + given[1] } : {};
      const { edges, counts, missing, below, above } = await countOf(drawn, bins, bounds);
      expect(counts).toEqual(
        counts.map((_, i) => drawn.filter((ms) => ms >= (edges[i] ?? 0) && ms < (edges[i + 1] ?? 0)).length),
      );
      expect(below + above + counts.reduce((sum, count) => sum + count, 0) + missing).toBe(drawn.length);
      expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
      // The same bins when their ends are given: what lets a filter be laid over all rows.
      const again = await countOf([], bins, { low: edges[0] ?? 0, high: edges.at(-1) ?? 0 });
      if (counts.length > 1) expect(again.edges).toEqual(edges);
    }),
    { numRuns: 60 },
  );
});
