import { basename, posix } from "node:path";
import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import type { ItemFailure } from "@pomona/contract/imports";
import type { ColumnRole, ContentRole } from "./column-roles.ts";
import { hasLoneSurrogate } from "./json-text.ts";
import { cellText, coerceMetadata, isMissing, namesOf } from "./metadata-types.ts";
import { type ContentFound, pathContent, urlContent } from "./path-content.ts";
import type { SourceRow } from "./source.ts";
import type { Cell, TableColumn, TableRecord } from "./table.ts";

/** What is needed to make rows of a table's records. */
export interface RowPlan {
  tablePath: string;
  folder: string;
  roots: readonly string[];
  keyPrefix: string;
  separator: string | undefined;
  columns: readonly TableColumn[];
  roles: ReadonlyMap<string, ColumnRole>;
  metadataTypes: Record<string, MetadataType>;
}

type Refused = { failure: ItemFailure };

const TYPE_NAMES: Record<MetadataType, string> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  datetime: "an ISO 8601 date or time",
  enum: "a text",
  strings: "a list of texts",
};

const CONTENT_ROLES = new Set<ColumnRole>(["text", "path", "url", "image"]);

function imageContent(cell: Cell, name: string): ContentFound {
  if (cell instanceof Uint8Array) return { ok: true, content: { bytes: cell, name } };
  if (cell !== null && typeof cell === "object" && !Array.isArray(cell) && !(cell instanceof Date)) {
    const { bytes, path } = cell;
    if (bytes instanceof Uint8Array)
      return { ok: true, content: { bytes, name: typeof path === "string" && path !== "" ? path : name } };
  }
  if (typeof cell === "string") {
    const encoded = cell.replace(/^data:[^,]*;base64,/, "").trim();
    if (/^[A-Za-z0-9+/\s]+={0,2}$/.test(encoded))
      return { ok: true, content: { bytes: Buffer.from(encoded, "base64"), name } };
  }
  return {
    ok: false,
    code: "bad-record",
    message: "The image column holds no bytes (binary, a struct of bytes and path, or base64).",
  };
}

async function contentOf(plan: RowPlan, role: ContentRole, cell: Cell, name: string): Promise<ContentFound> {
  if (isMissing(cell)) return { ok: false, code: "no-content", message: "The record has no content." };
  if (role === "text") return { ok: true, content: { text: cellText(cell) } };
  if (role === "url") return urlContent(cellText(cell).trim());
  if (role === "path") return pathContent(cellText(cell), plan.folder, plan.roots);
  if (
    cell !== null &&
    typeof cell === "object" &&
    "path" in cell &&
    isMissing(cell.bytes) &&
    typeof cell.path === "string"
  )
    return pathContent(cell.path, plan.folder, plan.roots);
  return imageContent(cell, name);
}

/** The path as a key, without a leading `./`; addresses stay as they are. */
const pathKey = (text: string): string => (/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : posix.normalize(text));

function keyOf(
  plan: RowPlan,
  record: TableRecord,
  content: { role: ContentRole; cell: Cell } | null,
): { key: string } | { missing: true } {
  const position = plan.columns.findIndex((column) => plan.roles.get(column.name) === "key");
  if (position >= 0) {
    const cell = record.cells[position];
    return isMissing(cell) ? { missing: true } : { key: cellText(cell) };
  }
  if (content?.role === "path" && !isMissing(content.cell)) return { key: pathKey(cellText(content.cell)) };
  return { key: `${basename(plan.tablePath)}/${record.line}` };
}

function metadataOf(
  plan: RowPlan,
  record: TableRecord,
): { metadata: Record<string, MetadataValue> } | { column: string; cell: Cell; type: MetadataType } {
  const metadata: Record<string, MetadataValue> = Object.create(null);
  for (const [position, { name }] of plan.columns.entries()) {
    const type = plan.roles.get(name) === "metadata" ? plan.metadataTypes[name] : undefined;
    if (type === undefined) continue;
    const value = coerceMetadata(record.cells[position], type, plan.separator);
    if (value === undefined) return { column: name, cell: record.cells[position], type };
    metadata[name] = value;
  }
  return { metadata };
}

const unstorable = (cell: Cell): string | null =>
  typeof cell !== "string"
    ? null
    : cell.includes("\0")
      ? "a NUL character"
      : hasLoneSurrogate(cell)
        ? "half of a surrogate pair, which is no character"
        : null;

/** The row of a record, or why it is refused. */
export async function tableRow(plan: RowPlan, record: TableRecord): Promise<{ row: SourceRow } | Refused> {
  const { line } = record;
  const position = plan.columns.findIndex((column) => CONTENT_ROLES.has(plan.roles.get(column.name) ?? "skip"));
  const role = plan.roles.get(plan.columns[position]?.name ?? "") as ContentRole;
  const cell = record.cells[position];
  const named = keyOf(plan, record, position < 0 ? null : { role, cell });
  const file = basename(plan.tablePath);
  const item = "key" in named ? plan.keyPrefix + named.key : `${file}:${line}`;
  const refuse = (code: ItemFailure["code"], message: string, column?: string): Refused => ({
    failure: { item, line, ...(column === undefined ? {} : { column }), code, message },
  });
  for (const [at, value] of record.cells.entries()) {
    const wrong = unstorable(value);
    if (wrong)
      return refuse("bad-record", `The field "${plan.columns[at]?.name}" holds ${wrong}.`, plan.columns[at]?.name);
  }
  const content = await contentOf(plan, role, cell, item);
  if (!content.ok) return refuse(content.code, content.message, plan.columns[position]?.name);
  if ("missing" in named) return refuse("missing-key", "The key is empty.");
  const metadata = metadataOf(plan, record);
  if ("type" in metadata)
    return refuse(
      "type-conflict",
      `"${cellText(metadata.cell).slice(0, 80)}" in the column "${metadata.column}" is not ${TYPE_NAMES[metadata.type]}. Correct it, or import the column as another type.`,
      metadata.column,
    );
  const labels: string[] = [];
  const tags: string[] = [];
  plan.columns.forEach((column, at) => {
    const part = plan.roles.get(column.name);
    if (part === "labels") labels.push(...namesOf(record.cells[at], plan.separator));
    else if (part === "tags") tags.push(...namesOf(record.cells[at], plan.separator));
  });
  const expect = role === "image" ? { expect: "image" as const } : {};
  return {
    row: {
      key: item,
      item,
      line,
      content: content.content,
      ...expect,
      labels: [...new Set(labels)],
      tags: [...new Set(tags)],
      metadata: metadata.metadata,
    },
  };
}
