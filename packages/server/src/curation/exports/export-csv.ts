import type { ColumnValue, ExportColumn } from "./export-columns.ts";
import type { ExportedRow } from "./export-rows.ts";

// Characters that make a spreadsheet read a cell as a formula (OWASP, CSV injection), their full-width forms included.
const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** The first line of a CSV file (RFC 4180). */
export const csvHeader = (columns: readonly ExportColumn[]): string =>
  `${columns.map((column) => textCell(column.name)).join(",")}\r\n`;

/** One line per row; lists and vectors as JSON, no value as nothing. Texts that a spreadsheet would run get a leading '. */
export const csvLine =
  (columns: readonly ExportColumn[]) =>
  (row: ExportedRow): string =>
    `${columns.map((column) => cell(column.value(row))).join(",")}\r\n`;

function cell(value: ColumnValue): string {
  if (value === null) return "";
  if (typeof value === "string") return textCell(value);
  if (typeof value === "object") return quoted(JSON.stringify(Array.from<string | number>(value)));
  return String(value);
}

/** A text as one cell of a line. */
export function textCell(text: string): string {
  if (text === "") return '""';
  return quoted(FORMULA_START.test(text) ? `'${text}` : text);
}

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
