import type { Field } from "@pomona/contract/fields";
import type { Row } from "@pomona/contract/rows";
import { copy } from "../../copy.ts";
import { formatBytes, formatCount, formatMoment, formatScore } from "../../ui/format.ts";

/** A column of the table besides the key. */
export interface TableColumn {
  /** `dataset`, `metadata.price`, `function:apples`; what the browser remembers. */
  id: string;
  title: string;
  group: "fields" | "metadata" | "scores";
  widthPx: number;
  isNumber: boolean;
  /** As the address names the order by this column; undefined where there is none. */
  sort: string | undefined;
  text: (row: Row) => string;
}

export const NARROWEST_PX = 60;
export const WIDEST_PX = 900;
/** What is shown until the user chooses. */
export const DEFAULT_COLUMNS = ["dataset", "label", "text", "created"] as const;

const titles = copy.fieldTitles as Record<string, string>;
const number = (value: number | null): string => (value === null ? "" : formatCount(value));

const BUILTIN: Record<string, { widthPx: number; isNumber?: boolean; text: TableColumn["text"] }> = {
  dataset: { widthPx: 120, text: (row) => row.dataset },
  mediaType: { widthPx: 100, text: (row) => row.mediaType },
  label: { widthPx: 180, text: (row) => row.labels.join(", ") },
  tag: { widthPx: 160, text: (row) => row.tags.join(", ") },
  text: { widthPx: 420, text: (row) => row.passage ?? row.text?.slice(0, 300) ?? "" },
  uri: { widthPx: 280, text: (row) => row.uri ?? "" },
  created: { widthPx: 190, text: (row) => formatMoment(row.created) },
  width: { widthPx: 80, isNumber: true, text: (row) => number(row.width) },
  height: { widthPx: 80, isNumber: true, text: (row) => number(row.height) },
  bytes: { widthPx: 90, isNumber: true, text: (row) => (row.bytes === null ? "" : formatBytes(row.bytes)) },
};

/** Every column that rows of this catalog can have. */
export function tableColumns(fields: readonly Field[], functions: readonly { name: string }[]): TableColumn[] {
  const builtin = fields.flatMap((field): TableColumn[] => {
    const known = field.builtin ? BUILTIN[field.name] : undefined;
    if (!known) return [];
    return [
      {
        id: field.name,
        title: titles[field.name] ?? field.name,
        group: "fields",
        isNumber: false,
        sort: field.sortable ? field.name : undefined,
        ...known,
      },
    ];
  });
  const metadata = fields.flatMap((field): TableColumn[] => {
    if (field.builtin) return [];
    const name = field.name.replace(/^metadata\./, "");
    return [
      {
        id: field.name,
        title: name,
        group: "metadata",
        widthPx: field.type === "number" || field.type === "boolean" ? 100 : 150,
        isNumber: field.type === "number",
        sort: field.sortable ? field.name : undefined,
        text: (row) => metadataText(row.metadata[name], field.type === "datetime"),
      },
    ];
  });
  const scores = functions.map(
    ({ name }): TableColumn => ({
      id: `function:${name}`,
      title: name,
      group: "scores",
      widthPx: 110,
      isNumber: true,
      sort: `function:${name}`,
      text: (row) => (row.scores[name] == null ? "" : formatScore(row.scores[name])),
    }),
  );
  return [...builtin, ...metadata, ...scores];
}

function metadataText(value: Row["metadata"][string] | undefined, isMoment: boolean): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "boolean") return value ? copy.yes : copy.no;
  return isMoment ? formatMoment(String(value)) : String(value);
}

/** Functions whose scores the columns show, so that rows are asked for with them; undefined for none. */
export function scoresOf(columns: readonly string[]): string[] | undefined {
  const names = columns.flatMap((id) => (id.startsWith("function:") ? [id.slice("function:".length)] : []));
  return names.length > 0 ? names : undefined;
}

/** The order that a press on a column's head leads to: rising, falling, none; scores begin with the best. */
export function nextSort(column: string, sort: string | undefined): string | undefined {
  const [first, second] = column.startsWith("function:") ? [`-${column}`, column] : [column, `-${column}`];
  return sort === first ? second : sort === second ? undefined : first;
}
