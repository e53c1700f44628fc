import { readFilterInput } from "@pomona/contract/filter-input";
import { conditionsOf } from "@pomona/contract/filter-tree";
import { isProblem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import { readBits } from "../../store/filter-bits.ts";
import { loadFilterNames } from "../../store/filter-names.ts";
import { type CompiledFilter, compileFilter } from "../../store/filter-sql.ts";
import { keepsNothing, readRegions } from "../../store/region-bits.ts";
import { IN_ORDINALS, ordinalList } from "../../store/row-table.ts";
import type { Bitset } from "../../store/vector-store.ts";

/**
 * A filter that can be read inside a transaction, over `rows r`. Null for one by similarity, which needs a scan of
 * vectors, and for one that cannot be read any more: what it names may be gone.
 */
async function compiledNow(sql: Sql, text: string): Promise<CompiledFilter | null> {
  try {
    const { filter, places } = readFilterInput(text);
    if ([...conditionsOf(filter)].some((condition) => "similarity" in condition)) return null;
    const names = await loadFilterNames(sql);
    const regions = await readRegions({ sql, derived: keepsNothing, generation: null }, filter, { names, places });
    return compileFilter(filter, { names, similarity: new Map(), regions, places });
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

/** Which of some rows meet a filter in the state that a transaction sees; none where `compiledNow` is null. */
export async function rowsMeeting(sql: Sql, filter: string, rows: readonly number[]): Promise<Set<number>> {
  const compiled = await compiledNow(sql, filter);
  if (!compiled) return new Set();
  const [meeting = []] = await sql.columns(
    `SELECT r.row FROM rows r WHERE r.row ${IN_ORDINALS} AND ${compiled.where}`,
    [ordinalList(rows), ...compiled.values],
  );
  return new Set((meeting as number[]).map(Number));
}

/** All rows that meet a filter in the state that a transaction sees, as bits; null where `compiledNow` is. */
export async function bitsMeeting(sql: Sql, filter: string): Promise<Bitset | null> {
  const compiled = await compiledNow(sql, filter);
  return compiled && readBits(sql, compiled);
}
