/** Previewed rows as a table: metadata become columns of their own, and columns that are empty throughout are left out. */
export function flattenPreview(rows: readonly Record<string, unknown>[]): { columns: string[]; rows: string[][] } {
  const flat = rows.map(
    ({ metadata, ...fields }) =>
      ({ ...fields, ...(typeof metadata === "object" ? metadata : {}) }) as Record<string, unknown>,
  );
  const columns = [...new Set(flat.flatMap(Object.keys))].filter((column) =>
    flat.some((row) => cellText(row[column]) !== ""),
  );
  return { columns, rows: flat.map((row) => columns.map((column) => cellText(row[column]))) };
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(cellText).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
