import type { RouteAnswer } from "@pomona/contract/route-types";
import type { Routes } from "@pomona/contract/routes";
import { plural } from "./quantities.ts";
import { renderTable, type TableOptions } from "./table.ts";
import { oneLine } from "./width.ts";

type Preview = RouteAnswer<Routes["previewImport"], never>;
type PreviewRow = Preview["rows"][number];

/** How columns would be taken, the first rows with their metadata as columns, and what would be refused. */
export function renderPreview(preview: Preview, options: TableOptions): string {
  const roles = renderTable(
    preview.columns,
    [
      { title: "COLUMN", value: (column) => column.name },
      { title: "ROLE", value: (column) => column.role },
      { title: "TYPE", value: (column) => column.type },
    ],
    options,
  );
  const refused = preview.rows.filter((row) => "failed" in row);
  const rows = preview.rows.filter((row) => !("failed" in row)).map(flat);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) =>
    rows.some((row) => cell(row[name]) !== ""),
  );
  const columns = names.map((name) => ({ title: name, value: (row: PreviewRow) => cell(row[name]), shrinks: true }));
  const reasons = refused.map(
    (row) => `  ${oneLine(`${cell(row.item)}, line ${cell(row.line)}: ${cell(row.message)} (${cell(row.failed)})`)}`,
  );
  const parts = [
    `format: ${preview.format}`,
    roles,
    renderTable(rows, columns, options),
    `the first ${plural(preview.rows.length, "row")}${refused.length > 0 ? `, ${plural(refused.length, "of them refused", "of them refused")}:` : ""}`,
  ];
  return [parts.filter((part) => part !== "").join("\n\n"), ...reasons].join("\n");
}

function flat({ metadata, ...row }: PreviewRow): PreviewRow {
  return typeof metadata === "object" && metadata !== null ? { ...row, ...metadata } : row;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(cell).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
