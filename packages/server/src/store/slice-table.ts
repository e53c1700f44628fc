import { Problem } from "@pomona/contract/problems";
import type { MapView } from "@pomona/contract/slices";
import type { Sql, Transaction } from "./database.ts";
import { int, timestamp } from "./sql-values.ts";

export interface SliceRecord {
  id: number;
  name: string;
  /** In the text form. */
  filter: string;
  view: MapView | null;
  created: Date;
  updated: Date;
}

const fromRow = (row: Record<string, unknown>): SliceRecord => ({
  id: int(row.id),
  name: row.name as string,
  filter: row.filter as string,
  view: row.view === null ? null : (JSON.parse(row.view as string) as MapView),
  created: row.created as Date,
  updated: row.updated as Date,
});

/** In order of name. */
export const listSliceRecords = async (sql: Pick<Sql, "all">): Promise<SliceRecord[]> =>
  (await sql.all('SELECT id, name, filter, "view", created, updated FROM slices ORDER BY lower(name), name')).map(
    fromRow,
  );

/** The slice of that name, or Problem `slice-not-found` that lists the names there are. */
export async function sliceByName(sql: Pick<Sql, "all">, name: string): Promise<SliceRecord> {
  const slices = await listSliceRecords(sql);
  const found = slices.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = slices.map((candidate) => `"${candidate.name}"`).join(", ") || "none yet";
  throw new Problem("slice-not-found", {
    detail: `There is no slice named "${name}". Slices: ${names}.`,
    fields: { name },
  });
}

/** Problem `name-taken` where another slice has the name. */
export async function refuseTakenSliceName(tx: Pick<Sql, "one">, name: string): Promise<void> {
  if (await tx.one("SELECT 1 FROM slices WHERE name = ?", [name]))
    throw new Problem("name-taken", {
      detail: `A slice named "${name}" exists. Update it, or choose another name.`,
      fields: { name },
    });
}

const viewText = ({ view }: SliceRecord): string | null => (view === null ? null : JSON.stringify(view));

export async function insertSlice(tx: Transaction, slice: SliceRecord): Promise<void> {
  const { id, name, filter, created, updated } = slice;
  await tx.run('INSERT INTO slices (id, name, filter, "view", created, updated) VALUES (?, ?, ?, ?, ?, ?)', [
    id,
    name,
    filter,
    viewText(slice),
    timestamp(created),
    timestamp(updated),
  ]);
}

export async function updateSlice(tx: Transaction, slice: SliceRecord): Promise<void> {
  const { id, name, filter, updated } = slice;
  await tx.run('UPDATE slices SET name = ?, filter = ?, "view" = ?, updated = ? WHERE id = ?', [
    name,
    filter,
    viewText(slice),
    timestamp(updated),
    id,
  ]);
}

export async function deleteSliceRecord(tx: Transaction, id: number): Promise<void> {
  await tx.run("DELETE FROM slices WHERE id = ?", [id]);
}
