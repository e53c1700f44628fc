import type { CombinationOperator } from "@pomona/contract/combinations";
import { inTurns } from "../config/give-turn.ts";
import { combinationSql } from "./combination-sql.ts";
import type { Sql } from "./database.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import type { CombinedSource, ScoreSource, ServedFunction } from "./score-source.ts";
import { scoreTablesIn } from "./score-table-names.ts";

/** Reads columns of scores, NaN where a row has none, and keeps them. */
export interface ColumnReader {
  /** Entries of a column. */
  length: number;
  /** The column of a score table. */
  read(table: string): Promise<Float32Array>;
  /** `tables`: what the column depends on, beside its key. */
  kept(key: string, work: () => Promise<Float32Array>, tables: readonly string[]): Promise<Float32Array>;
}

/**
 * Reads every row of a state of the catalog, by ordinal. `ordinals`: as many as there are, at least; columns have a multiple
 * of 8 entries, as bitsets do, so that all who ask share them.
 */
export function everyRow(sql: Pick<Sql, "numbers">, ordinals: number, kept: ColumnReader["kept"]): ColumnReader {
  const length = 8 * Math.ceil(ordinals / 8);
  return { length, read: (table) => scoreColumn(sql, table, length), kept };
}

async function scoreColumn(sql: Pick<Sql, "numbers">, table: string, length: number): Promise<Float32Array> {
  const column = new Float32Array(length).fill(Number.NaN);
  const [rows, scores] = (await sql.numbers(`SELECT row, score FROM ${table}`)) as [Uint32Array, Float32Array];
  await inTurns(rows.length, (start, end) => {
    for (let i = start; i < end; i++) column[rows[i] as number] = scores[i] as number;
  });
  return column;
}

/**
 * The scores of a function; bit for bit what SQL reads from its `table`. Those of a combination are worked out from the
 * columns of its parts, several times faster than SQL joins their tables. Not to be changed.
 */
export function servedColumn(reader: ColumnReader, { table, combined }: ServedFunction): Promise<Float32Array> {
  if (table === null) return Promise.resolve(new Float32Array(reader.length).fill(Number.NaN));
  return sourceColumn(reader, combined ?? { table });
}

/** The scores of a function for some rows, one for each; NaN for none. */
export async function scoresOfRows(
  sql: Sql,
  served: ServedFunction,
  ordinals: ArrayLike<number>,
): Promise<Float32Array> {
  const list = ordinalList(ordinals);
  const places = new Map(Array.from(ordinals, (ordinal, place) => [ordinal, place]));
  const known = new Map<string, Promise<Float32Array>>();
  return servedColumn(
    {
      length: ordinals.length,
      read: async (table) => {
        const rows = await sql.all<{ row: number; score: number }>(
          `SELECT row, score FROM ${table} WHERE row ${IN_ORDINALS}`,
          [list],
        );
        const column = new Float32Array(ordinals.length).fill(Number.NaN);
        for (const { row, score } of rows) column[places.get(row) as number] = score;
        return column;
      },
      kept: (key, work) => {
        const column = known.get(key) ?? work();
        known.set(key, column);
        return column;
      },
    },
    served,
  );
}

/** The same by what the scores are made of. */
export function sourceColumn(reader: ColumnReader, source: ScoreSource): Promise<Float32Array> {
  const sql = "table" in source ? source.table : combinationSql(source);
  return reader.kept(
    `${reader.length} scores ${sql}`,
    () => ("table" in source ? reader.read(source.table) : combinedColumn(reader, source)),
    scoreTablesIn(sql),
  );
}

async function combinedColumn(reader: ColumnReader, { operator, parts }: CombinedSource): Promise<Float32Array> {
  const columns: Float32Array[] = [];
  for (const { source } of parts) columns.push(await sourceColumn(reader, source));
  return combineColumns(
    operator,
    columns,
    parts.map(({ weight }) => weight),
  );
}

/**
 * The scores of a combination from those of its parts; see `combinationOperator`. Sums and products are float64 in the
 * order of the parts, rounded once. Cost: about 3 ms for a million rows of a part, in turns.
 */
export async function combineColumns(
  operator: CombinationOperator,
  columns: readonly Float32Array[],
  weights: readonly number[],
): Promise<Float32Array> {
  const combined = new Float32Array(Math.max(0, ...columns.map((column) => column.length)));
  const whole = columns.map((column) => padded(column, combined.length));
  await inTurns(combined.length, (start, end) => {
    const parts = whole.map((column) => column.subarray(start, end));
    combineTurn(operator, parts, { weights, to: combined.subarray(start, end) });
  });
  return combined;
}

/** Rows beyond a column have no score. */
function padded(column: Float32Array, length: number): Float32Array {
  if (column.length === length) return column;
  const longer = new Float32Array(length).fill(Number.NaN);
  longer.set(column);
  return longer;
}

function combineTurn(
  operator: CombinationOperator,
  columns: readonly Float32Array[],
  { weights, to }: { weights: readonly number[]; to: Float32Array },
): void {
  const [first = new Float32Array(0), ...others] = columns;
  if (operator === "not") for (let i = 0; i < to.length; i++) to[i] = 1 - (first[i] as number);
  else if (operator === "and" || operator === "or") {
    to.set(first);
    for (const column of others) (operator === "and" ? lower : raise)(to, column);
  } else {
    const wide = operator === "sum" ? weightedMean(columns, weights) : product(columns);
    for (let i = 0; i < to.length; i++) to[i] = wide[i] as number;
  }
}

/** Lowers each score to another; no score where the other has none. */
function lower(scores: Float32Array, others: Float32Array): void {
  for (let i = 0; i < scores.length; i++) {
    const other = others[i] as number;
    if (other < (scores[i] as number) || Number.isNaN(other)) scores[i] = other;
  }
}

/** Raises each score to another, where that has one. */
function raise(scores: Float32Array, others: Float32Array): void {
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if ((others[i] as number) > score || Number.isNaN(score)) scores[i] = others[i] as number;
  }
}

function weightedMean(columns: readonly Float32Array[], weights: readonly number[]): Float64Array {
  const sums = new Float64Array(columns[0]?.length ?? 0);
  for (const [part, column] of columns.entries()) {
    const weight = weights[part] as number;
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (column[i] as number) * weight;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) / total;
  return sums;
}

function product(columns: readonly Float32Array[]): Float64Array {
  const products = new Float64Array(columns[0]?.length ?? 0).fill(1);
  for (const column of columns)
    for (let i = 0; i < products.length; i++) products[i] = (products[i] as number) * (column[i] as number);
  return products;
}
