import { type BulkEdit, type Edit, type ListChange, UNDOABLE_DAYS, UNDOABLE_EDITS } from "@pomona/contract/edits";
import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import { Problem } from "@pomona/contract/problems";
import { type Database, identifier, type Sql, type SqlValue, type Transaction } from "./database.ts";
import { columnSqlType, type MetadataColumn, metadataSqlValue } from "./metadata-columns.ts";
import { blob, int, stringList, timestamp } from "./sql-values.ts";

/** A change of many rows, as stored. */
export interface EditRecord {
  id: number;
  title: string;
  edit: BulkEdit;
  /** Types of the metadata fields it names, as they were when it was asked for. */
  types: Record<string, MetadataType>;
  /** Rows it is of, as bits by ordinal; fixed when it was asked for. */
  bits: Uint8Array;
  rowCount: number;
  changed: number;
  state: Edit["state"];
  created: Date;
}

/** What is listed of an edit. */
export interface EditSummary extends Omit<EditRecord, "bits" | "types"> {
  job: string | null;
}

/** The job that works on an edit. */
const JOB = `(SELECT any_value(j.id) FROM jobs j
  WHERE j.kind = 'edit' AND j.ended IS NULL AND json_extract_string(j.input, '$.edit') = e.id::VARCHAR)`;
/** An edit whose job ended without saying so, or was never made, is under way no more. */
const STATE = `CASE WHEN e.state IN ('editing', 'undoing') AND ${JOB} IS NULL THEN 'stopped' ELSE e.state END`;
const SUMMARY = `e.id, e.title, e.edit, e.row_count, e.changed, ${JOB} AS job, ${STATE} AS state, e.created`;
const summaryOf = (row: Record<string, unknown>): EditSummary => ({
  id: int(row.id),
  title: row.title as string,
  edit: JSON.parse(row.edit as string) as BulkEdit,
  rowCount: int(row.row_count),
  changed: int(row.changed),
  job: row.job as string | null,
  state: row.state as Edit["state"],
  created: row.created as Date,
});

/** Newest first. */
export const listEditRecords = async (sql: Pick<Sql, "all">): Promise<EditSummary[]> =>
  (await sql.all(`SELECT ${SUMMARY} FROM edits e ORDER BY e.id DESC`)).map(summaryOf);

/** The edit with its rows, or Problem `edit-not-found`. */
export async function editById(sql: Pick<Sql, "all">, id: number): Promise<EditRecord & EditSummary> {
  const [row] = await sql.all(`SELECT ${SUMMARY}, e.types, e.bits FROM edits e WHERE e.id = ?`, [id]);
  if (!row) throw editNotFound(id);
  return {
    ...summaryOf(row),
    types: JSON.parse(row.types as string) as EditRecord["types"],
    // A BLOB is read as a view into DuckDB's memory.
    bits: Uint8Array.from(row.bits as Uint8Array),
  };
}

export const editNotFound = (id: number): Problem =>
  new Problem("edit-not-found", {
    detail: `There is no edit ${id} to undo. The newest ${UNDOABLE_EDITS} can be undone, for ${UNDOABLE_DAYS} days (pomona edit list).`,
    fields: { edit: id },
  });

export async function insertEdit(tx: Transaction, record: EditRecord): Promise<void> {
  await tx.run("INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [
    record.id,
    record.title,
    JSON.stringify(record.edit),
    JSON.stringify(record.types),
    blob(record.bits),
    record.rowCount,
    record.changed,
    record.state,
    timestamp(record.created),
  ]);
}

export const setEditState = (tx: Pick<Transaction, "run">, id: number, state: Edit["state"]): Promise<void> =>
  tx.run("UPDATE edits SET state = ? WHERE id = ?", [state, id]);

export const addToChanged = (tx: Pick<Transaction, "run">, id: number, count: number): Promise<void> =>
  tx.run("UPDATE edits SET changed = changed + ? WHERE id = ?", [count, id]);

/** Forgets an edit with what its rows had before. */
export async function removeEdit(database: Database, tx: Transaction, id: number): Promise<void> {
  await dropBefore(database, tx, id);
  await tx.run("DELETE FROM edits WHERE id = ?", [id]);
}

export async function dropBefore(database: Database, tx: Transaction, id: number): Promise<void> {
  await tx.run(`DROP TABLE IF EXISTS ${beforeTable(id)}`);
  database.ddlChanged();
}

/** Holds what the changed rows of an edit had: `row`, and `b0`, `b1`… for each column that it changes. */
const beforeTable = (id: number): string => identifier(`edit_before_${Math.trunc(id)}`);

/** One column of `rows` that an edit changes. */
interface ChangedColumn {
  column: string;
  /** Where the table of what was before keeps it. */
  before: string;
  sqlType: string;
  /** The value after the edit, of the value before it. */
  after: (before: string) => { sql: string; values: SqlValue[] };
}

/**
 * Columns of `rows` that an edit changes, in an order that never changes: a field that it was to clear and that was not
 * there is none of them. `columns` are the metadata columns there are.
 */
export function changedColumns(
  { edit, types }: Pick<EditRecord, "edit" | "types">,
  columns: readonly MetadataColumn[],
): ChangedColumn[] {
  const changed: Omit<ChangedColumn, "before">[] = [];
  for (const list of ["labels", "tags"] as const) {
    const change = edit[list];
    if (change) changed.push({ column: list, sqlType: "VARCHAR[]", after: (before) => changedList(before, change) });
  }
  for (const [name, value] of Object.entries(edit.metadata ?? {})) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column && Object.hasOwn(types, name)) changed.push(metadataChange(column, value));
  }
  return changed.map((column, index) => ({ ...column, before: `b${index}` }));
}

function metadataChange(column: MetadataColumn, value: MetadataValue): Omit<ChangedColumn, "before"> {
  const sqlType = columnSqlType(column.type);
  const bound = metadataSqlValue(column, value);
  return {
    column: column.column,
    sqlType,
    after: () => ({ sql: `CAST(? AS ${sqlType})`, values: [bound] }),
  };
}

function changedList(before: string, { set, add = [], remove = [] }: ListChange): { sql: string; values: SqlValue[] } {
  const list = (values: readonly string[]): SqlValue => stringList([...new Set(values)]);
  if (set) return { sql: LIST, values: [list([...set, ...add].filter((value) => !remove.includes(value)))] };
  const added = `list_concat(${before}, list_filter(${LIST}, lambda x: NOT list_contains(${before}, x)))`;
  const grown = add.length > 0 ? added : before;
  return {
    sql: remove.length > 0 ? `list_filter(${grown}, lambda x: NOT list_contains(${LIST}, x))` : grown,
    values: [...(add.length > 0 ? [list(add)] : []), ...(remove.length > 0 ? [list(remove)] : [])],
  };
}
const LIST = "CAST(? AS VARCHAR[])";

/** Ordinals `first` to `last`, both included. */
interface Span {
  first: number;
  last: number;
}

/**
 * Applies an edit to those of its rows in a span that it changes, and keeps what they had; of a row that it changed before,
 * as a job that is done again does, what it had at first. `rows` is true for the rows of the edit, over `r`. Returns how
 * many were changed that were not before.
 */
export async function applyEdit(
  database: Database,
  tx: Transaction,
  id: number,
  change: { columns: readonly ChangedColumn[]; rows: { where: string; values: SqlValue[] }; span: Span },
): Promise<number> {
  const { columns, rows, span } = change;
  if (columns.length === 0) return 0;
  const before = beforeTable(id);
  const kept = columns.map((column) => `${column.before} ${column.sqlType}`).join(", ");
  if (!(await tx.one("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [`edit_before_${Math.trunc(id)}`]))) {
    await tx.run(`CREATE TABLE ${before} (row UINTEGER NOT NULL, ${kept})`);
    database.ddlChanged();
  }
  const after = columns.map((column) => column.after(`r.${identifier(column.column)}`));
  const differs = columns.map(({ column }, i) => `${after[i]?.sql} IS DISTINCT FROM r.${identifier(column)}`);
  const within = `row BETWEEN ${Math.trunc(span.first)} AND ${Math.trunc(span.last)}`;
  const countKept = async (): Promise<number> =>
    int((await tx.one(`SELECT count(*) AS n FROM ${before} WHERE ${within}`))?.n);
  const knownCount = await countKept();
  const isUnknown = knownCount === 0 ? "" : `AND r.row NOT IN (SELECT row FROM ${before} WHERE ${within})`;
  await tx.run(
    `INSERT INTO ${before} SELECT r.row, ${columns.map(({ column }) => `r.${identifier(column)}`).join(", ")}
     FROM rows r WHERE r.${within} ${isUnknown} AND (${rows.where}) AND (${differs.join(" OR ")})`,
    [...rows.values, ...after.flatMap(({ values }) => values)],
  );
  const count = await countKept();
  if (count === 0) return 0;
  await tx.run(
    `UPDATE rows AS r SET ${columns.map(({ column }, i) => `${identifier(column)} = ${after[i]?.sql}`).join(", ")}
     WHERE r.${within} AND r.row IN (SELECT row FROM ${before} WHERE ${within})`,
    after.flatMap(({ values }) => values),
  );
  return count - knownCount;
}

/** The first `limit` rows whose former values are kept, as a span; null when none is left. */
export async function nextKept(sql: Pick<Sql, "one">, id: number, limit: number): Promise<Span | null> {
  if (!(await sql.one("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [`edit_before_${Math.trunc(id)}`])))
    return null;
  const found = await sql.one<{ first: number | null; last: number | null }>(
    `SELECT min(row) AS first, max(row) AS last FROM (SELECT row FROM ${beforeTable(id)} ORDER BY row LIMIT ${Math.trunc(limit)})`,
  );
  return found?.first == null || found.last == null ? null : { first: int(found.first), last: int(found.last) };
}

/**
 * Gives the kept rows of a span back what they had, column by column where it is still what the edit left, and forgets
 * what was kept of them. Deleted rows stay deleted. Returns how many were restored, and how many were changed since.
 */
export async function restoreSpan(
  tx: Transaction,
  id: number,
  { columns, span }: { columns: readonly ChangedColumn[]; span: Span },
): Promise<{ restored: number; kept: number }> {
  const before = beforeTable(id);
  const after = columns.map((column) => column.after(`b.${column.before}`));
  const untouched = columns.map(
    ({ column }, i) => `r.${identifier(column)} IS NOT DISTINCT FROM ${after[i]?.sql ?? "NULL"}`,
  );
  const values = after.flatMap((one) => one.values);
  const joined = `b.row = r.row AND b.row BETWEEN ${Math.trunc(span.first)} AND ${Math.trunc(span.last)}`;
  const counted = await tx.one<{ n: bigint; kept: bigint }>(
    `SELECT count(*) AS n, count(*) FILTER (WHERE NOT (${untouched.join(" AND ")})) AS kept FROM rows r JOIN ${before} b ON ${joined}`,
    values,
  );
  await tx.run(
    `UPDATE rows AS r SET ${columns
      .map(({ column, before: kept }, i) => {
        const name = identifier(column);
        return `${name} = CASE WHEN ${untouched[i]} THEN b.${kept} ELSE r.${name} END`;
      })
      .join(", ")} FROM ${before} b WHERE ${joined}`,
    values,
  );
  await tx.run(`DELETE FROM ${before} WHERE row BETWEEN ${Math.trunc(span.first)} AND ${Math.trunc(span.last)}`);
  const kept = int(counted?.kept ?? 0);
  return { restored: int(counted?.n ?? 0) - kept, kept };
}
