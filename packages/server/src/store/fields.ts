import { BUILTIN_FIELDS, type Field } from "@pomona/contract/fields";
import { closestName } from "@pomona/contract/filter-problem";
import { Problem } from "@pomona/contract/problems";
import { identifier, type Sql } from "./database.ts";
import { listMetadataColumns } from "./metadata-columns.ts";

/** A field of the catalog with the SQL that reads it. */
export interface CatalogField extends Field {
  /** Expression over the table `rows` with the alias `r`. */
  expression: string;
}

/** By name, built-in ones first, then metadata in order of arrival. */
export type CatalogFields = ReadonlyMap<string, CatalogField>;

const BUILTIN_COLUMNS: Record<(typeof BUILTIN_FIELDS)[number]["name"], string> = {
  key: "key",
  dataset: "dataset",
  mediaType: "media_type",
  label: "labels",
  tag: "tags",
  text: "text",
  uri: "uri",
  created: "created",
  width: "width",
  height: "height",
  bytes: "bytes",
  duplicate: "duplicate",
};

export async function loadFields(sql: Pick<Sql, "all">): Promise<CatalogFields> {
  const fields = new Map<string, CatalogField>();
  for (const field of BUILTIN_FIELDS)
    fields.set(field.name, { ...field, expression: `r.${BUILTIN_COLUMNS[field.name]}` });
  for (const { name, column, type } of await listMetadataColumns(sql)) {
    const isFacetable = type !== "number" && type !== "datetime";
    const expression = `r.${identifier(column)}`;
    const full = `metadata.${name}`;
    fields.set(full, {
      name: full,
      type,
      facetable: isFacetable,
      sortable: type !== "strings",
      builtin: false,
      expression,
    });
  }
  return fields;
}

/** The field of that name; throws `field-not-found` with a suggestion. */
export function requireField(fields: CatalogFields, name: string): CatalogField {
  const field = fields.get(name === "media" ? "mediaType" : name);
  if (field) return field;
  throw new Problem("field-not-found", { detail: missingField(fields, name), fields: { field: name } });
}

/** Says that there is no such field, and which one may have been meant. */
export function missingField(fields: CatalogFields, name: string): string {
  const metadata = fields.has(`metadata.${name}`) ? `metadata.${name}` : undefined;
  const suggestion = metadata ?? closestName(name, fields.keys());
  return `There is no field ${JSON.stringify(name)}.${suggestion ? ` Did you mean ${suggestion}?` : ""}`;
}
