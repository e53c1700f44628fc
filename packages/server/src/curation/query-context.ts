import { bitsetOf, fromDuckdbBits } from "@pomona/compute/bitset";
import type { Filter, FilterTree, SimilarityCondition } from "@pomona/contract/filter";
import { EVERY_ROW } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import { type FilterPlaces, placedError } from "@pomona/contract/filter-places";
import { conditionsOf } from "@pomona/contract/filter-tree";
import type { Database, Sql } from "../store/database.ts";
import { type FilterNames, loadFilterNames } from "../store/filter-names.ts";
import { meetsScore } from "../store/filter-predicate.ts";
import { type CompiledFilter, compileFilter, scoreBounds } from "../store/filter-sql.ts";
import { nextOrdinal } from "../store/row-table.ts";
import type { Bitset } from "../store/vector-store.ts";

/** What reading the catalog needs. */
export interface QueryContext {
  database: Database;
  /** The data directory; files being exported are made in it. */
  directory: string;
  /** Exact score of every row by ordinal, NaN where a row has no vector in the space. */
  similarityScores(similarity: SimilarityCondition["similarity"]): Promise<Float32Array>;
  /** Which live segment has the vector of each row of a space, by ordinal; 0 where a row has none. */
  vectorOwners(space: string): Promise<ArrayLike<number>>;
  /** Vectors of rows in a space, in their order, `dims` float32 each; `found` is 0 where a row has none. */
  readVectors(
    space: string,
    ordinals: Uint32Array,
  ): Promise<{ dims: number; vectors: Float32Array; found: Uint8Array }>;
}

/** A filter whose similarity conditions are worked out, so that what is left can be read in one snapshot. */
export interface PreparedFilter {
  filter: Filter;
  similarity: ReadonlyMap<SimilarityCondition, Bitset>;
  places: FilterPlaces;
}

/** Checks a filter (absent: every row) and scores its similarity conditions. Throws `bad-filter`. */
export async function prepareFilter(
  context: QueryContext,
  input: FilterTree | Filter | string | undefined,
): Promise<PreparedFilter> {
  const { filter, places } = readFilterInput(input ?? EVERY_ROW);
  const similarity = new Map<SimilarityCondition, Bitset>();
  for (const condition of conditionsOf(filter)) {
    if (!("similarity" in condition)) continue;
    try {
      scoreBounds(condition.op, condition.value);
      similarity.set(condition, bitsWhere(await context.similarityScores(condition.similarity), condition));
    } catch (error) {
      throw placedError(error, condition, places);
    }
  }
  return { filter, similarity, places };
}

function bitsWhere(scores: Float32Array, { op, value }: SimilarityCondition): Bitset {
  const ordinals: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (!Number.isNaN(score) && meetsScore(op, value, score)) ordinals.push(i);
  }
  return bitsetOf(ordinals, scores.length);
}

/** One consistent state of the catalog, with the names and the filter read in it. */
export interface Snapshot {
  sql: Sql;
  names: FilterNames;
  where: CompiledFilter;
}

/** Rows of a compiled filter, as bits by ordinal; at least as many bits as there are ordinals. */
export async function readBits(sql: Sql, where: CompiledFilter): Promise<Uint8Array<ArrayBuffer>> {
  // A multiple of 8, so that the BIT value has no padding.
  const length = Math.max(8, Math.ceil((await nextOrdinal(sql)) / 8) * 8);
  const row = await sql.one<{ bits: Uint8Array | null }>(
    `SELECT bitstring_agg(r.row, 0, ${length - 1}) AS bits FROM rows r WHERE ${where.where}`,
    where.values,
  );
  return row?.bits ? fromDuckdbBits(row.bits) : new Uint8Array(length / 8);
}

/**
 * Runs reads on one snapshot, so that totals, pages and facets of a request agree, and a score table that a new version
 * replaces meanwhile stays readable.
 */
export function onSnapshot<T>(
  context: Pick<QueryContext, "database">,
  prepared: PreparedFilter,
  use: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return context.database.read(async (sql) => {
    await sql.run("BEGIN TRANSACTION READ ONLY");
    try {
      const names = await loadFilterNames(sql);
      return await use({
        sql,
        names,
        where: compileFilter(prepared.filter, { names, similarity: prepared.similarity, places: prepared.places }),
      });
    } finally {
      await sql.run("ROLLBACK");
    }
  });
}
