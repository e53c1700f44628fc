import { isUtf8 } from "node:buffer";
import { uniqueColumnNames } from "./column-names.ts";
import { type CsvDialect, scanCsvRecord, sniffDialect } from "./csv-scanner.ts";
import type { RecordFailure, Table, TableColumn, TableRecord } from "./table.ts";
import { tableBatches } from "./table-batches.ts";
import { utf8Chunks } from "./utf8-stream.ts";

const HEAD_BYTES = 1 << 18;
/** A longer record is taken for an unclosed quote. */
const RECORD_CHARACTERS = 16_000_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches what is not ASCII in text that stands for bytes
const NOT_ASCII = /[^\x00-\x7f]/;

interface RawRecord {
  line: number;
  /** Characters that stand for the bytes of the fields, one each. */
  fields: string[] | null;
  reason?: string;
}

/** Splits a file into records. Bytes are carried one per character, so a bad byte in one line cannot harm another. */
async function* rawRecords(path: string, dialect: CsvDialect, signal?: AbortSignal): AsyncGenerator<RawRecord> {
  let text = "";
  let waiting: string[] = [];
  let waitingLength = 0;
  let line = 1;
  const drain = function* (isEnd: boolean): Generator<RawRecord> {
    let at = 0;
    while (at < text.length) {
      const isOver = isEnd || text.length - at > RECORD_CHARACTERS;
      const record = scanCsvRecord(text, at, isOver, dialect);
      if (record.kind === "incomplete") break;
      if (record.kind === "malformed") yield { line, fields: null, reason: record.reason };
      else if (record.fields.length > 1 || record.fields[0] !== "") yield { line, fields: record.fields };
      line += record.lines;
      at = record.next;
    }
    text = text.slice(at);
  };
  // An unfinished record is tried again only when the text has doubled, so that a long one costs no more than twice its length.
  let enough = 0;
  for await (const chunk of utf8Chunks(path, signal)) {
    waiting.push(chunk.toString("latin1"));
    waitingLength += chunk.length;
    if (text.length + waitingLength < enough) continue;
    text += waiting.join("");
    waiting = [];
    waitingLength = 0;
    yield* drain(false);
    enough = text.length * 2;
  }
  text += waiting.join("");
  yield* drain(true);
}

/** Text of the bytes, or null when they are not UTF-8. */
function decodeField(field: string): string | null {
  if (!NOT_ASCII.test(field)) return field;
  const bytes = Buffer.from(field, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : null;
}

function readRecord(raw: RawRecord, columns: readonly TableColumn[]): TableRecord | RecordFailure {
  const { line, fields } = raw;
  if (fields === null) return { line, code: "bad-record", message: raw.reason ?? "The line cannot be read." };
  if (fields.length !== columns.length)
    return {
      line,
      code: "bad-record",
      message: `The line has ${fields.length} field${fields.length === 1 ? "" : "s"}, the header has ${columns.length}.`,
    };
  const cells: string[] = new Array(fields.length);
  for (let i = 0; i < fields.length; i++) {
    const text = decodeField(fields[i] as string);
    const column = columns[i]?.name ?? "";
    if (text === null)
      return {
        line,
        column,
        code: "invalid-utf8",
        message: `The field "${column}" is not valid UTF-8. Save the file as UTF-8.`,
      };
    if (text.includes("\0"))
      return { line, column, code: "bad-record", message: `The field "${column}" holds a NUL character.` };
    cells[i] = text;
  }
  return { line, cells };
}

async function* csvRecords(
  path: string,
  dialect: CsvDialect,
  columns: readonly TableColumn[],
  signal?: AbortSignal,
): AsyncGenerator<TableRecord | RecordFailure> {
  let isHeader = true;
  for await (const raw of rawRecords(path, dialect, signal)) {
    if (!isHeader) yield readRecord(raw, columns);
    isHeader = false;
  }
}

/** Opens CSV or TSV: the first line names the columns. Delimiter, encoding and line ends are told from the content. */
export async function openCsvTable(
  path: string,
  options: { format: "csv" | "tsv"; delimiter?: string },
): Promise<Table> {
  const chunks: string[] = [];
  let bytes = 0;
  for await (const chunk of utf8Chunks(path)) {
    chunks.push(chunk.toString("latin1"));
    bytes += chunk.length;
    if (bytes >= HEAD_BYTES) break;
  }
  const dialect = sniffDialect(
    chunks.join("").slice(0, HEAD_BYTES),
    options.delimiter ?? (options.format === "tsv" ? "\t" : undefined),
  );
  let header: RawRecord | undefined;
  for await (header of rawRecords(path, dialect)) break;
  const names = (header?.fields ?? []).map((field) => decodeField(field) ?? field);
  const { unique, warnings } = uniqueColumnNames(names, header?.line ?? 1);
  const columns = unique.map((name) => ({ name, type: "text" }));
  return {
    format: options.format,
    isUntyped: true,
    columns,
    total: null,
    records: (signal) => tableBatches(csvRecords(path, dialect, columns, signal), warnings),
    close: async () => undefined,
  };
}
