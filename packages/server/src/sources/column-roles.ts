import type { ColumnMapping } from "@pomona/contract/imports";
import { Problem } from "@pomona/contract/problems";
import type { Source } from "./source.ts";
import type { TableColumn } from "./table.ts";

export type ColumnRole = Source["columns"][number]["role"];
export type ContentRole = "text" | "path" | "url" | "image";

const KEY_NAMES = ["key", "global_key", "globalkey", "id"];
const CONTENT_NAMES: readonly (readonly [ContentRole, readonly string[]])[] = [
  ["image", ["image", "img", "image_bytes", "bytes"]],
  ["path", ["path", "file", "filename", "file_name", "filepath", "file_path", "image_path", "image_file", "image"]],
  ["url", ["url", "image_url", "uri", "link", "row_data"]],
  [
    "text",
    ["text", "content", "sentence", "utterance", "body", "message", "review", "document", "title", "question", "query"],
  ],
];
const LABEL_NAMES = ["label", "labels", "category", "class"];

const isAny =
  (names: readonly string[]) =>
  (column: TableColumn): boolean =>
    names.includes(column.name.toLowerCase());

/** The first column under the first of these names that exists. */
function named(columns: readonly TableColumn[], names: readonly string[]): TableColumn | undefined {
  for (const name of names) {
    const found = columns.find(isAny([name]));
    if (found) return found;
  }
  return undefined;
}

function guessContent(
  columns: readonly TableColumn[],
  taken: ReadonlySet<string>,
): readonly [ContentRole, string] | null {
  const free = columns.filter((column) => !taken.has(column.name));
  const picture = free.find((column) => column.isImage);
  if (picture) return ["image", picture.name];
  for (const [role, names] of CONTENT_NAMES) {
    if (role === "image") continue;
    const found = named(free, names);
    if (found) return [role, found.name];
  }
  return null;
}

/** Every column that a mapping names. */
export const namedColumns = (mapping: ColumnMapping): string[] =>
  [
    mapping.key,
    mapping.text,
    mapping.path,
    mapping.url,
    mapping.image,
    ...(mapping.labels ?? []),
    ...(mapping.tags ?? []),
    ...(mapping.skip ?? []),
    ...Object.keys(mapping.types ?? {}),
  ].filter((name) => typeof name === "string");

function checkNamed(columns: readonly TableColumn[], mapping: ColumnMapping): void {
  const known = new Set(columns.map((column) => column.name));
  const missing = namedColumns(mapping).find((name) => !known.has(name));
  if (missing !== undefined)
    throw new Problem("source-unusable", {
      detail: `There is no column "${missing}". The columns are: ${[...known].slice(0, 30).join(", ") || "none"}.`,
      fields: { column: missing, columns: [...known].slice(0, 100) },
    });
  const contents = [mapping.text, mapping.path, mapping.url, mapping.image].filter((name) => name !== undefined);
  if (contents.length > 1)
    throw new Problem("source-unusable", {
      detail: `Each row has one content: name one of the columns ${contents.join(", ")} and leave the others to be metadata.`,
    });
}

/**
 * Which part each column plays: what the mapping says, then what names and types suggest, and metadata for the rest.
 * Throws `source-unusable` for a named column that is not there and when nothing could be a row's content.
 */
export function columnRoles(columns: readonly TableColumn[], mapping: ColumnMapping): Map<string, ColumnRole> {
  checkNamed(columns, mapping);
  const roles = new Map<string, ColumnRole>();
  for (const name of mapping.skip ?? []) roles.set(name, "skip");
  for (const name of mapping.labels ?? []) roles.set(name, "labels");
  for (const name of mapping.tags ?? []) roles.set(name, "tags");
  for (const role of ["text", "path", "url", "image"] as const) {
    const name = mapping[role];
    if (name !== undefined) roles.set(name, role);
  }
  if (typeof mapping.key === "string" && !roles.has(mapping.key)) roles.set(mapping.key, "key");
  const free = (): TableColumn[] => columns.filter((column) => !roles.has(column.name));
  if (mapping.key === undefined) {
    const key = named(free(), KEY_NAMES);
    if (key) roles.set(key.name, "key");
  }
  if (![...roles.values()].some((role) => role === "text" || role === "path" || role === "url" || role === "image")) {
    const guess = guessContent(columns, new Set(roles.keys()));
    if (!guess)
      throw new Problem("source-unusable", {
        detail: `No column looks like a text, a path, a URL or an image. Name one (--text, --path, --url-column or --image-column). The columns are: ${columns
          .slice(0, 30)
          .map((column) => column.name)
          .join(", ")}.`,
        fields: { columns: columns.slice(0, 100).map((column) => column.name) },
      });
    roles.set(guess[1], guess[0]);
  }
  if (mapping.labels === undefined) {
    const labels = free().filter(isAny(LABEL_NAMES));
    for (const column of labels.length > 0 ? labels : free().filter((candidate) => candidate.isClass))
      roles.set(column.name, "labels");
  }
  if (mapping.tags === undefined)
    for (const column of free().filter(isAny(["tags", "tag"]))) roles.set(column.name, "tags");
  for (const column of free()) roles.set(column.name, "metadata");
  return roles;
}
