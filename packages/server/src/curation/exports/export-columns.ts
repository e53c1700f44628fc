import type { MetadataType } from "@pomona/contract/fields";
import type { ExportedRow, ExportPlan } from "./export-rows.ts";

export type ColumnValue = string | number | boolean | readonly string[] | Float32Array | null;

/** One column of a table export. */
export interface ExportColumn {
  name: string;
  /** Type in Parquet. */
  sqlType: string;
  /** Set for vectors. */
  dims?: number;
  value(row: ExportedRow): ColumnValue;
}

const SQL_TYPES: Record<MetadataType, string> = {
  string: "VARCHAR",
  enum: "VARCHAR",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  datetime: "TIMESTAMP",
  strings: "VARCHAR[]",
};

const FIXED: ExportColumn[] = [
  { name: "key", sqlType: "VARCHAR", value: (row) => row.key },
  { name: "dataset", sqlType: "VARCHAR", value: (row) => row.dataset },
  { name: "mediaType", sqlType: "VARCHAR", value: (row) => row.mediaType },
  { name: "uri", sqlType: "VARCHAR", value: (row) => row.uri },
  { name: "contentHash", sqlType: "VARCHAR", value: (row) => row.contentHash },
  { name: "text", sqlType: "VARCHAR", value: (row) => row.text },
  { name: "labels", sqlType: "VARCHAR[]", value: (row) => row.labels },
  { name: "tags", sqlType: "VARCHAR[]", value: (row) => row.tags },
  { name: "width", sqlType: "INTEGER", value: (row) => row.width },
  { name: "height", sqlType: "INTEGER", value: (row) => row.height },
  { name: "bytes", sqlType: "BIGINT", value: (row) => row.bytes },
  { name: "format", sqlType: "VARCHAR", value: (row) => row.format },
  { name: "created", sqlType: "TIMESTAMP", value: (row) => row.created },
];

/**
 * Columns of a CSV, Parquet or Arrow export: the fixed ones, then `metadata.NAME`, `score.FUNCTION` and `vector.SPACE`. Names
 * that differ only in case, which Parquet readers may confuse, get `_2`, `_3`….
 */
export function exportColumns(plan: ExportPlan): ExportColumn[] {
  const metadata = [...plan.names.fields.values()].filter((field) => !field.builtin);
  const columns: ExportColumn[] = [
    ...FIXED,
    ...metadata.map((field) => {
      const name = field.name.slice("metadata.".length);
      return {
        name: field.name,
        sqlType: SQL_TYPES[field.type as MetadataType],
        value: (row: ExportedRow) => row.metadata[name] ?? null,
      };
    }),
    ...plan.functions.map(({ name }) => ({
      name: `score.${name}`,
      sqlType: "FLOAT",
      value: (row: ExportedRow) => row.scores[name] ?? null,
    })),
    ...plan.spaces.map(({ name, dims }) => ({
      name: `vector.${name}`,
      sqlType: "FLOAT[]",
      dims,
      value: (row: ExportedRow) => row.vectors[name] ?? null,
    })),
  ];
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column.name;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${column.name}_${n}`;
    taken.add(name.toLowerCase());
    return { ...column, name };
  });
}

/** What goes into a file beside its rows. */
export interface ExportedShape {
  columns: readonly ExportColumn[];
  metadata: Readonly<Record<string, string>>;
}
