import { BOOLEAN, DOUBLE, type DuckDBType, TIMESTAMP, VARCHAR } from "@duckdb/node-api";
import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import { Problem } from "@pomona/contract/problems";
import { type Database, identifier, type Sql, type SqlValue, type Transaction } from "./database.ts";
import { STRING_LIST, stringList, timestamp } from "./sql-values.ts";

/** A metadata field and the column of `rows` that holds it. */
export interface MetadataColumn {
  name: string;
  column: string;
  type: MetadataType;
}

/** More would make every row slow to write; a table with more columns than this should be mapped. */
const MAX_METADATA_FIELDS = 1000;

const SQL_TYPES: Record<MetadataType, { name: string; type: DuckDBType }> = {
  string: { name: "VARCHAR", type: VARCHAR },
  enum: { name: "VARCHAR", type: VARCHAR },
  number: { name: "DOUBLE", type: DOUBLE },
  boolean: { name: "BOOLEAN", type: BOOLEAN },
  datetime: { name: "TIMESTAMP", type: TIMESTAMP },
  strings: { name: "VARCHAR[]", type: STRING_LIST },
};

export const columnType = (type: MetadataType): DuckDBType => SQL_TYPES[type].type;
/** The same as SQL: strings and enums share one. */
export const columnSqlType = (type: MetadataType): string => SQL_TYPES[type].name;

/** Fields in the order of their columns in `rows`. */
export const listMetadataColumns = async (sql: Pick<Sql, "all">): Promise<MetadataColumn[]> =>
  (await sql.all("SELECT name, column_name, type FROM fields ORDER BY CAST(substr(column_name, 3) AS INTEGER)")).map(
    (row) => ({
      name: row.name as string,
      column: row.column_name as string,
      type: row.type as MetadataType,
    }),
  );

/** Strings and enums share a column type, so either may hold the other's values. */
const compatible = (a: MetadataType, b: MetadataType): boolean => columnSqlType(a) === columnSqlType(b);

/** Adds the fields that are new; refuses one that exists with another type. */
export async function ensureMetadataColumns(
  database: Database,
  tx: Transaction,
  types: Record<string, MetadataType>,
): Promise<MetadataColumn[]> {
  const columns = await listMetadataColumns(tx);
  const byName = new Map(columns.map((column) => [column.name, column]));
  for (const [name, type] of Object.entries(types)) {
    const known = byName.get(name);
    if (known && !compatible(known.type, type))
      throw new Problem("source-unusable", {
        detail: `The metadata field "${name}" holds ${known.type} values in this catalog, and ${type} values in the source. Skip the column, or map it to the type ${known.type}.`,
        fields: { field: name, catalogType: known.type, sourceType: type },
      });
    if (known) continue;
    if (columns.length >= MAX_METADATA_FIELDS)
      throw new Problem(
        "source-unusable",
        `The catalog would have more than ${MAX_METADATA_FIELDS} metadata fields with "${name}". Skip columns you do not need.`,
      );
    const last = Number(columns.at(-1)?.column.slice("m_".length) ?? 0);
    const column: MetadataColumn = { name, column: `m_${last + 1}`, type };
    await tx.run(`ALTER TABLE rows ADD COLUMN ${identifier(column.column)} ${SQL_TYPES[type].name}`);
    await tx.run("INSERT INTO fields VALUES (?, ?, ?)", [name, column.column, type]);
    database.ddlChanged();
    columns.push(column);
    byName.set(name, column);
  }
  return columns;
}

/** Forgets the fields that no row has a value for, with their columns, so that another import may give the name another type. */
export async function dropEmptyFields(database: Database): Promise<void> {
  if ((await emptyColumns(database)).length === 0) return;
  await database.write(async (tx) => {
    for (const { name, column } of await emptyColumns(tx)) {
      await tx.run(`ALTER TABLE rows DROP COLUMN ${identifier(column)}`);
      await tx.run("DELETE FROM fields WHERE name = ?", [name]);
      database.ddlChanged();
    }
  });
}

/** One query each that ends at the first value: less than one that counts all of them. */
async function emptyColumns(sql: Pick<Sql, "all" | "one">): Promise<MetadataColumn[]> {
  const empty: MetadataColumn[] = [];
  for (const field of await listMetadataColumns(sql))
    if (!(await sql.one(`SELECT 1 FROM rows WHERE ${identifier(field.column)} IS NOT NULL LIMIT 1`))) empty.push(field);
  return empty;
}

/** A metadata value as its column holds it; Problem `bad-request` when it is of another type. */
export function metadataSqlValue(column: MetadataColumn, value: MetadataValue | undefined): SqlValue {
  if (value === null || value === undefined) return null;
  const refuse = (): never => {
    throw new Problem("bad-request", {
      detail: `The metadata field "${column.name}" takes a ${column.type}, not ${JSON.stringify(value)}.`,
      fields: { field: column.name, type: column.type },
    });
  };
  switch (column.type) {
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value : refuse();
    case "boolean":
      return typeof value === "boolean" ? value : refuse();
    case "strings":
      return Array.isArray(value) ? stringList(value) : refuse();
    case "datetime": {
      const date = typeof value === "string" ? new Date(value) : null;
      return date && !Number.isNaN(date.getTime()) ? timestamp(date) : refuse();
    }
    default:
      return typeof value === "string" ? value : refuse();
  }
}

/** The type a value would be inferred to have on its own; for rows that come one by one. */
export function inferMetadataType(value: MetadataValue): MetadataType | null {
  if (value === null) return null;
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (Array.isArray(value)) return "strings";
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}|$)/.test(value) && !Number.isNaN(Date.parse(value)) ? "datetime" : "string";
}
