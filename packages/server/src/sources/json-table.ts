import { isUtf8 } from "node:buffer";
import { type JsonElement, jsonElements, jsonLines } from "./json-elements.ts";
import { readJson } from "./json-text.ts";
import {
  type Cell,
  RECORD_BYTES,
  type RecordFailure,
  type Table,
  type TableColumn,
  type TableRecord,
} from "./table.ts";
import { tableBatches } from "./table-batches.ts";
import { utf8Chunks } from "./utf8-stream.ts";

const LAYOUT_HEAD_BYTES = 1 << 20;

type Layout = "lines" | "array" | "sequence";

async function layoutOf(path: string, format: "json" | "ndjson"): Promise<Layout> {
  let head = "";
  for await (const chunk of utf8Chunks(path)) {
    head += chunk.toString("latin1");
    if (head.length > LAYOUT_HEAD_BYTES || (head.trim() !== "" && head.trimStart().includes("\n"))) break;
  }
  const start = head.trimStart();
  if (start.startsWith("[")) return "array";
  if (format === "ndjson" || !start.startsWith("{")) return "lines";
  const end = start.indexOf("\n");
  return end !== -1 && start.slice(0, end).trimEnd().endsWith("}") ? "lines" : "sequence";
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Columns in order of first sight; JSON records may bring new ones at any time. */
class Columns {
  readonly list: TableColumn[] = [];
  readonly #byName = new Map<string, number>();

  cellsOf(value: { [name: string]: Cell }): Cell[] {
    const cells: Cell[] = [];
    for (const [name, cell] of Object.entries(value)) {
      let position = this.#byName.get(name);
      if (position === undefined) {
        position = this.list.push({ name, type: "json" }) - 1;
        this.#byName.set(name, position);
      }
      cells[position] = cell;
    }
    return cells;
  }
}

function readElement(bytes: Buffer, line: number, columns: Columns): TableRecord | RecordFailure {
  if (!isUtf8(bytes))
    return { line, code: "invalid-utf8", message: "The record is not valid UTF-8. Save the file as UTF-8." };
  const read = readJson(bytes.toString("utf8"));
  if (!read.ok) return { line, code: "bad-record", message: read.reason };
  const { value } = read;
  if (typeof value === "string") return { line, cells: columns.cellsOf({ text: value }) };
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return { line, code: "bad-record", message: "A record must be a JSON object with named fields." };
  return { line, cells: columns.cellsOf(value as { [name: string]: Cell }) };
}

/** The records of one element; a line may hold several values without a newline between them. */
async function readAll(
  element: JsonElement,
  layout: Layout,
  columns: Columns,
): Promise<(TableRecord | RecordFailure)[]> {
  const { line, bytes } = element;
  if (bytes === null)
    return [{ line, code: "too-large", message: `The record is longer than ${RECORD_BYTES / 1e6} MB.` }];
  const read = readElement(bytes, line, columns);
  if ("cells" in read || layout !== "lines" || read.code !== "bad-record") return [read];
  const parts: (TableRecord | RecordFailure)[] = [];
  for await (const part of jsonElements(once(bytes), "sequence", RECORD_BYTES))
    if (part.bytes) parts.push(readElement(part.bytes, line, columns));
  return parts.length > 1 && parts.every((part) => "cells" in part) ? parts : [read];
}

async function* jsonRecords(
  path: string,
  layout: Layout,
  columns: Columns,
  signal?: AbortSignal,
): AsyncGenerator<TableRecord | RecordFailure> {
  const chunks = utf8Chunks(path, signal);
  const elements = layout === "lines" ? jsonLines(chunks, RECORD_BYTES) : jsonElements(chunks, layout, RECORD_BYTES);
  for await (const element of elements) yield* await readAll(element, layout, columns);
}

/** Opens NDJSON, a JSON array of records, or records written one after the other; which of them, the content tells. */
export async function openJsonTable(path: string, options: { format: "json" | "ndjson" }): Promise<Table> {
  const layout = await layoutOf(path, options.format);
  const columns = new Columns();
  return {
    format: options.format,
    isUntyped: false,
    columns: columns.list,
    total: null,
    records: (signal) => tableBatches(jsonRecords(path, layout, columns, signal)),
    close: async () => undefined,
  };
}
