import { andBits, andNotBits, fromDuckdbBits, orBits } from "@pomona/compute/bitset";
import type { Condition, Filter, FunctionCondition } from "@pomona/contract/filter";
import { placedError } from "@pomona/contract/filter-places";
import { badFilter } from "@pomona/contract/filter-problem";
import { conditionsOf } from "@pomona/contract/filter-tree";
import type { Database, Sql, SqlValue } from "./database.ts";
import { type CompiledFilter, compileFilter, type FilterContext, rowSet, scoreBounds } from "./filter-sql.ts";
import { readRegions } from "./region-bits.ts";
import { nextOrdinal } from "./row-table.ts";
import { scoreBits } from "./score-bits.ts";
import type { CombinedSource } from "./score-source.ts";
import { scoreTablesIn } from "./score-table-names.ts";
import { everyRow, sourceColumn } from "./served-column.ts";
import type { Bitset } from "./vector-store.ts";

/** A state of the catalog, and where to keep what is worked out of it. */
export interface BitsSource {
  sql: Sql;
  /** Ordinals given out so far. */
  ordinals: number;
  derived: Database["derived"];
  /** Number of the state; null where it is not known. */
  generation: number | null;
}

/** More conditions on other tables than this are left to one statement. */
const MOST_STATEMENTS = 16;

/**
 * Rows of a compiled filter over `r`, the table `rows` or another one with a column `row`, as bits by ordinal; at least
 * as many bits as there are ordinals.
 */
export async function readBits(sql: Sql, where: CompiledFilter, table = "rows"): Promise<Uint8Array<ArrayBuffer>> {
  return aggregateBits(sql, `${table} r`, { ...where, length: bitsLength(await nextOrdinal(sql)) });
}

/** A multiple of 8, so that the BIT value has no padding. */
const bitsLength = (ordinals: number): number => Math.max(8, Math.ceil(ordinals / 8) * 8);

async function aggregateBits(
  sql: Sql,
  table: string,
  { where, values, length }: CompiledFilter & { length: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const line = await sql.one<{ bits: Uint8Array | null }>(
    `SELECT bitstring_agg(r.row, 0, ${length - 1}) AS bits FROM ${table} WHERE r.row < ${length} AND ${where}`,
    values,
  );
  return line?.bits ? fromDuckdbBits(line.bits) : new Uint8Array(length / 8);
}

/**
 * Rows of a filter, as bits by ordinal; at least as many bits as there are ordinals. Each part is one scan of one table,
 * and the parts are put together here: several times faster than joining the tables. The parts are kept for the next
 * filter that has them. Not to be changed. Throws what `compileFilter` throws.
 */
export async function filterBits(source: BitsSource, filter: Filter, context: FilterContext): Promise<Bitset> {
  const known = { ...context, regions: await readRegions(source, filter, context) };
  const reader = new PartReader(source, known, bitsLength(source.ordinals));
  const onOthers = [...conditionsOf(filter)].filter((condition) => !("field" in condition));
  if (onOthers.length > MOST_STATEMENTS) return readBits(source.sql, compileFilter(filter, known));
  const { bits, isLive } = await reader.read(filter);
  return isLive ? bits : andBits(bits, await reader.live());
}

interface Part {
  bits: Bitset;
  /** Are all of them rows there are? Other tables, and vectors, may tell of rows that are gone. */
  isLive: boolean;
}

class PartReader {
  readonly #source: BitsSource;
  readonly #context: FilterContext;
  readonly #length: number;

  constructor(source: BitsSource, context: FilterContext, length: number) {
    this.#source = source;
    this.#context = context;
    this.#length = length;
  }

  live = (): Promise<Bitset> => this.#kept("rows r", { where: "TRUE", values: [] });

  async read(filter: Filter): Promise<Part> {
    if (isOnRows(filter)) {
      const bits = await this.#kept("rows r", compileFilter(filter, this.#context));
      return { bits, isLive: true };
    }
    if ("and" in filter) {
      const parts = await this.#readAll(filter.and, (together) => ({ and: together }));
      return { bits: parts.map((part) => part.bits).reduce(andBits), isLive: parts.some((part) => part.isLive) };
    }
    if ("or" in filter) {
      const parts = await this.#readAll(filter.or, (together) => ({ or: together }));
      return { bits: parts.map((part) => part.bits).reduce(orBits), isLive: parts.every((part) => part.isLive) };
    }
    if ("not" in filter) return this.#complement((await this.read(filter.not)).bits);
    return this.#readCondition(filter);
  }

  /** Conditions on fields are read together, in one scan. */
  async #readAll(filters: readonly Filter[], join: (filters: Filter[]) => Filter): Promise<Part[]> {
    const onRows = filters.filter(isOnRows);
    const parts = onRows.length > 0 ? [await this.read(join(onRows))] : [];
    for (const filter of filters) if (!isOnRows(filter)) parts.push(await this.read(filter));
    return parts;
  }

  async #readCondition(condition: Condition): Promise<Part> {
    if ("field" in condition) return this.read({ and: [condition] });
    if ("similarity" in condition || "region" in condition) {
      const { similarity, regions } = this.#context;
      const bits = "region" in condition ? regions?.get(condition) : similarity.get(condition);
      if (!bits) throw badFilter("A similarity condition cannot be used here.");
      return { bits, isLive: false };
    }
    const { table, test, isComplement } = this.#rowSet(condition);
    const combined = "function" in condition && this.#context.names.functions.get(condition.function)?.combined;
    const bits =
      table === null
        ? new Uint8Array(this.#length / 8)
        : combined
          ? await this.#combinedBits(combined, { condition, table })
          : await this.#kept(`${table} r`, { where: test.sql, values: test.values }, onScores(condition, table));
    return isComplement ? this.#complement(bits) : { bits, isLive: false };
  }

  /** From the columns of the parts: several times faster than a statement that joins their tables. */
  #combinedBits(
    combined: CombinedSource,
    { condition: { op, value }, table }: { condition: FunctionCondition; table: string },
  ): Promise<Bitset> {
    const { sql, derived, generation } = this.#source;
    const bounds = scoreBounds(op, value);
    const reader = everyRow(sql, this.#length, (key, work, tables) =>
      derived.get(generation, key, work, bytesOf, tables),
    );
    return derived.get(
      generation,
      `${this.#length} bits of combination ${table} ${op} ${bounds}`,
      async () => scoreBits(await sourceColumn(reader, combined), { op: op === "unscored" ? "exists" : op, bounds }),
      bytesOf,
      scoreTablesIn(table),
    );
  }

  #rowSet(condition: Parameters<typeof rowSet>[0]): ReturnType<typeof rowSet> {
    const { names, places } = this.#context;
    try {
      return rowSet(condition, names);
    } catch (error) {
      throw placedError(error, condition, places);
    }
  }

  #complement = async (bits: Bitset): Promise<Part> => ({ bits: andNotBits(await this.live(), bits), isLive: true });

  #kept(table: string, where: CompiledFilter, tables: readonly string[] | null = null): Promise<Bitset> {
    const { sql, derived, generation } = this.#source;
    return derived.get(
      generation,
      `${this.#length} bits ${table} ${where.where} ${valuesKey(where.values)}`,
      () => aggregateBits(sql, table, { ...where, length: this.#length }),
      bytesOf,
      tables,
    );
  }
}

/** The score tables that are all that a condition depends on. */
const onScores = (condition: Condition, table: string): string[] | null =>
  "function" in condition ? scoreTablesIn(table) : null;

const bytesOf = (column: { byteLength: number }): number => column.byteLength;

const isOnRows = (filter: Filter): boolean => [...conditionsOf(filter)].every((condition) => "field" in condition);

/** Bound values as text; dates and lists of the driver are objects that hold big integers. */
const valuesKey = (values: readonly SqlValue[]): string =>
  JSON.stringify(values, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
