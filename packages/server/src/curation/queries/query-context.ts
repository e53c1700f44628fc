import type { Filter, FilterTree, SimilarityCondition } from "@pomona/contract/filter";
import { EVERY_ROW } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import { type FilterPlaces, placedError } from "@pomona/contract/filter-places";
import { conditionsOf } from "@pomona/contract/filter-tree";
import type { Database, Sql } from "../../store/database.ts";
import { filterBits } from "../../store/filter-bits.ts";
import { type FilterNames, loadFilterNames } from "../../store/filter-names.ts";
import { scoreBounds } from "../../store/filter-sql.ts";
import type { MapColumns } from "../../store/map-columns.ts";
import type { MapRef } from "../../store/map-tables.ts";
import { keptColumns } from "../../store/region-bits.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { scoreBits } from "../../store/score-bits.ts";
import type { Bitset } from "../../store/vector-store.ts";
import type { RankedSearch } from "./similarity.ts";

/** What reading the catalog needs. */
export interface QueryContext {
  database: Database;
  /** The data directory; files being exported are made in it. */
  directory: string;
  /** Exact score of every row by ordinal, NaN where a row has no vector in the space. */
  similarityScores(search: RankedSearch): Promise<Float32Array>;
  /** Looks up the anchors of a search, so that it can be made inside a snapshot. */
  prepareSearch(search: RankedSearch): Promise<PreparedSearch>;
  /** Which live segment has the vector of each row of a space, by ordinal; 0 where a row has none. */
  vectorOwners(space: string): Promise<ArrayLike<number>>;
  /** Vectors of rows in a space, in their order, `dims` float32 each; `found` is 0 where a row has none. */
  readVectors(
    space: string,
    ordinals: Uint32Array,
  ): Promise<{ dims: number; vectors: Float32Array; found: Uint8Array }>;
}

/**
 * A search that reads the catalog no more. Whoever holds a snapshot must not wait for another read: there are few
 * connections, and as many requests that each hold one would wait for each other for ever.
 */
export interface PreparedSearch {
  /** The `limit` best rows of a bitset, best first, ties in order of ordinal; exact, and quicker than every score. */
  top(bits: Bitset, limit: number): Promise<{ ordinals: Uint32Array; scores: Float32Array }>;
  /** Every row's score; see `similarityScores`. */
  scores(): Promise<Float32Array>;
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
      const { op } = condition;
      const bounds = scoreBounds(op, condition.value);
      similarity.set(condition, await scoreBits(await context.similarityScores(condition.similarity), { op, bounds }));
    } catch (error) {
      throw placedError(error, condition, places);
    }
  }
  return { filter, similarity, places };
}

/** One consistent state of the catalog, with the names and the filter read in it. */
export interface Snapshot {
  sql: Sql;
  names: FilterNames;
  /** Rows of the filter, as bits by ordinal. Not to be changed: other requests read them too. */
  bits(): Promise<Bitset>;
  /** The same of another filter, prepared before the snapshot was taken. */
  bitsOf(other: PreparedFilter): Promise<Bitset>;
  /** An answer that depends on nothing but the catalog and what `key` tells; kept until the catalog changes. Not to be changed. */
  kept<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** The same for a column over the rows. `tables`: all that it depends on beside its key; it is kept until one changes. */
  keptColumn<T extends Uint32Array | Float32Array | Uint8Array>(
    key: string,
    work: () => Promise<T>,
    tables?: readonly string[],
  ): Promise<T>;
  /** The places of a version of a projection. */
  map(map: MapRef): Promise<MapColumns>;
  /** Number of the state; null where it is not known. */
  generation: number | null;
}

const bytesOfNames = ({ fields, functions, batches }: FilterNames): number =>
  1000 * (fields.size + functions.size + batches.length);
/** Bytes that a value may take, beyond its text as JSON. */
const bytesOfAnswer = (answer: unknown): number => 4 * JSON.stringify(answer).length;

/**
 * Runs reads on one snapshot, so that totals, pages and facets of a request agree, and a score table that a new version
 * replaces meanwhile stays readable.
 */
export function onSnapshot<T>(
  { database }: Pick<QueryContext, "database">,
  prepared: PreparedFilter,
  use: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return database.read(async (sql) => {
    const before = database.generation;
    await sql.run("BEGIN TRANSACTION READ ONLY");
    try {
      // The first read fixes the state; without a commit from before it until now, its number is known.
      const ordinals = await nextOrdinal(sql);
      const generation = before !== null && database.generation === before ? before : null;
      const { derived } = database;
      const names = await derived.get(generation, "names", () => loadFilterNames(sql), bytesOfNames);
      const bitsOf = ({ filter, ...context }: PreparedFilter): Promise<Bitset> =>
        filterBits({ sql, ordinals, derived, generation }, filter, { names, ...context });
      return await use({
        sql,
        names,
        bits: () => bitsOf(prepared),
        bitsOf,
        kept: (key, work) => derived.get(generation, key, work, bytesOfAnswer),
        map: (map) => keptColumns({ sql, derived, generation }, map),
        generation,
        keptColumn: (key, work, tables) => derived.get(generation, key, work, (column) => column.byteLength, tables),
      });
    } finally {
      await sql.run("ROLLBACK");
    }
  });
}
