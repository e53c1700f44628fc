import { UINTEGER } from "@duckdb/node-api";
import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import { Problem } from "@pomona/contract/problems";
import { type Database, identifier, type SqlValue, type Transaction } from "./database.ts";
import {
  columnSqlType,
  columnType,
  listMetadataColumns,
  type MetadataColumn,
  metadataSqlValue,
} from "./metadata-columns.ts";

/** A value as another type, null where it counts as missing, undefined where it would not keep its meaning. */
type ConvertValue = (value: MetadataValue, type: MetadataType) => MetadataValue | undefined;

interface Change {
  from: MetadataColumn;
  to: MetadataColumn;
}

/**
 * Gives fields other types, with the values of every row, in one transaction. Types of fields that the catalog does not
 * have are passed over. Throws `source-unusable` for the first value that cannot be converted; then nothing is changed.
 */
export async function changeFieldTypes(
  database: Database,
  types: Readonly<Record<string, MetadataType>>,
  convert: ConvertValue,
): Promise<void> {
  await database.write(async (tx) => {
    const changes = (await listMetadataColumns(tx)).flatMap((from): Change[] => {
      const type = Object.hasOwn(types, from.name) ? types[from.name] : undefined;
      return type === undefined || type === from.type ? [] : [{ from, to: { ...from, type } }];
    });
    for (const { from, to } of changes) await tx.run("UPDATE fields SET type = ? WHERE name = ?", [to.type, from.name]);
    const moved = changes.filter(({ from, to }) => columnSqlType(from.type) !== columnSqlType(to.type));
    if (moved.length === 0) return;
    // A commit refuses a table that was altered after it was written to, so values wait elsewhere until all columns are altered.
    for (const change of moved) await convertInto(database, tx, change, convert);
    for (const { to } of moved)
      await tx.run(
        `ALTER TABLE rows ALTER COLUMN ${identifier(to.column)} SET DATA TYPE ${columnSqlType(to.type)} USING NULL`,
      );
    for (const { to } of moved) {
      await tx.run(`UPDATE rows SET ${identifier(to.column)} = c.value FROM ${waiting(to)} c WHERE c.row = rows.row`);
      await tx.run(`DROP TABLE ${waiting(to)}`);
    }
    database.ddlChanged();
  });
}

const waiting = ({ column }: MetadataColumn): string => identifier(`converted_${column}`);

/** Fills a table (row, value) with the values of a field in their new type. */
async function convertInto(
  database: Database,
  tx: Transaction,
  { from, to }: Change,
  convert: ConvertValue,
): Promise<void> {
  await tx.run(`CREATE TEMP TABLE ${waiting(to)} (row UINTEGER, value ${columnSqlType(to.type)})`);
  // On a reader, as a stream ends with the next statement of its connection; this transaction has not written rows yet.
  await database.read(async (sql) => {
    const column = identifier(from.column);
    for await (const rows of sql.stream(`SELECT row, key, ${column} AS value FROM rows WHERE ${column} IS NOT NULL`)) {
      const values = rows.map(({ key, value }): SqlValue => {
        const held = value instanceof Date ? value.toISOString() : (value as MetadataValue);
        const converted = convert(held, to.type);
        if (converted === undefined) throw refusal({ from, to }, key as string, held);
        return metadataSqlValue(to, converted);
      });
      await tx.append(`converted_${to.column}`, [
        { type: UINTEGER, values: rows.map(({ row }) => row as number) },
        { type: columnType(to.type), values },
      ]);
    }
  });
}

function refusal({ from, to }: Change, key: string, value: MetadataValue): Problem {
  const shown = JSON.stringify(value).slice(0, 80);
  return new Problem("source-unusable", {
    detail: `The column "${from.name}" cannot become ${to.type}: the row "${key}" holds ${shown} (${from.type}) in the catalog. Nothing was imported. Correct that row first, or import without a type for the column.`,
    fields: { field: from.name, catalogType: from.type, sourceType: to.type, key, value },
  });
}
