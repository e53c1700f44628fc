import type { MetadataType } from "@pomona/contract/fields";
import type { ColumnMapping } from "@pomona/contract/imports";

export const COLUMN_ROLES = ["key", "text", "image", "path", "url", "labels", "tags", "metadata", "skip"] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** The part that a column plays; its type counts for metadata. */
export interface ColumnChoice {
  name: string;
  role: ColumnRole;
  type: string;
}

const CONTENT: readonly ColumnRole[] = ["text", "image", "path", "url"];
const TYPES: readonly string[] = ["string", "number", "boolean", "datetime", "enum", "strings"];
export const METADATA_TYPES = TYPES as readonly MetadataType[];

const isMetadataType = (type: string): type is MetadataType => TYPES.includes(type);

/** Gives a column a part. A row has one key and one content: who had that part becomes metadata. */
export function withRole(columns: readonly ColumnChoice[], name: string, role: ColumnRole): ColumnChoice[] {
  const rivals = role === "key" ? ["key"] : CONTENT.includes(role) ? CONTENT : [];
  return columns.map((column) => {
    if (column.name === name) return { ...column, role };
    return rivals.includes(column.role) ? { ...column, role: "metadata" } : column;
  });
}

export const withType = (columns: readonly ColumnChoice[], name: string, type: MetadataType): ColumnChoice[] =>
  columns.map((column) => (column.name === name ? { ...column, type } : column));

/** Whether rows would have a content. */
export const hasContent = (columns: readonly ColumnChoice[]): boolean =>
  columns.some(({ role }) => CONTENT.includes(role));

/**
 * The mapping that gives every column exactly the part that was chosen, so that nothing is guessed. `typed` are the
 * columns whose type was chosen too; the others keep the one that is inferred from all of the sample.
 */
export function mappingOf(columns: readonly ColumnChoice[], typed: ReadonlySet<string>): ColumnMapping {
  const named = (role: ColumnRole): string[] =>
    columns.filter((column) => column.role === role).map(({ name }) => name);
  const types = columns.flatMap(({ name, role, type }) =>
    role === "metadata" && typed.has(name) && isMetadataType(type) ? [[name, type] as const] : [],
  );
  const content = columns.find(({ role }) => CONTENT.includes(role));
  return {
    key: named("key")[0] ?? null,
    ...(content ? { [content.role]: content.name } : {}),
    labels: named("labels"),
    tags: named("tags"),
    skip: named("skip"),
    ...(types.length > 0 ? { types: Object.fromEntries(types) } : {}),
  };
}
