import { basename } from "node:path";
import { Problem } from "@pomona/contract/problems";
import { decodeText } from "../media/decode-text.ts";
import { openCsvTable } from "./csv-table.ts";
import { jsonLines } from "./json-elements.ts";
import { openJsonTable } from "./json-table.ts";
import { cellText, isMissing } from "./metadata-types.ts";
import { RECORD_BYTES, type Table } from "./table.ts";
import { utf8Chunks } from "./utf8-stream.ts";
import { keyPosition } from "./vector-columns.ts";

const broken = (path: string, line: number, why: string): Problem =>
  new Problem("source-unusable", {
    detail: `Line ${line} of the ids file ${basename(path)} cannot be read (${why}), so keys and vectors would no longer match.`,
    fields: { path, line },
  });

async function* tableKeys(table: Table, path: string, keyColumn: string): AsyncGenerator<string> {
  let key: number | null = null;
  for await (const batch of table.records()) {
    const [failure] = batch.failures;
    if (failure) throw broken(path, failure.line ?? 0, failure.message);
    for (const record of batch.records) {
      key ??= keyPosition(
        table.columns.length === 1 ? table.columns.map((column) => ({ ...column, name: keyColumn })) : table.columns,
        keyColumn,
      );
      const cell = record.cells[key];
      yield isMissing(cell) ? "" : cellText(cell);
    }
  }
}

async function* lineKeys(path: string): AsyncGenerator<string> {
  let next = 1;
  for await (const { line, bytes } of jsonLines(utf8Chunks(path), RECORD_BYTES)) {
    for (; next < line; next++) yield "";
    const text = bytes && decodeText(bytes);
    if (text === null) throw broken(path, line, "it is not valid UTF-8");
    yield text.replace(/\r$/, "");
    next++;
  }
}

/** Keys of an ids file in order: lines of a text, or the key column of a CSV or JSON file. Empty where a line has none. */
export async function* readIds(path: string, keyColumn: string): AsyncGenerator<string> {
  if (/\.(csv|tsv)$/i.test(path))
    yield* tableKeys(await openCsvTable(path, { format: /\.tsv$/i.test(path) ? "tsv" : "csv" }), path, keyColumn);
  else if (/\.(json|ndjson|jsonl)$/i.test(path))
    yield* tableKeys(await openJsonTable(path, { format: /\.json$/i.test(path) ? "json" : "ndjson" }), path, keyColumn);
  else yield* lineKeys(path);
}
