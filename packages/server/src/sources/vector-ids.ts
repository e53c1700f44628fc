import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import { Problem } from "@pomona/contract/problems";
import { invalidUtf8At } from "../media/decode-text.ts";
import { openCsvTable } from "./csv-table.ts";
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

async function* tableKeys(table: Table, path: string, keyColumn: string): AsyncGenerator<string[]> {
  let key: number | null = null;
  for await (const batch of table.records()) {
    const [failure] = batch.failures;
    if (failure) throw broken(path, failure.line ?? 0, failure.message);
    if (batch.records.length === 0) continue;
    const columns =
      table.columns.length === 1 ? table.columns.map((column) => ({ ...column, name: keyColumn })) : table.columns;
    key ??= keyPosition(columns, keyColumn);
    const at = key;
    yield batch.records.map(({ cells }) => (isMissing(cells[at]) ? "" : cellText(cells[at])));
  }
}

const LINE_FEED = 10;
const BLANK = /^[ \t\r]*$/;

/** Lines in batches, blank ones as "", those that end the file left out. */
async function* lineKeys(path: string): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  let line = 1;
  let blanks: string[] = [];
  const decode = (bytes: Buffer): string[] => {
    if (!isUtf8(bytes)) throw broken(path, line + badLine(bytes), "it is not valid UTF-8");
    const keys = bytes.toString("utf8").split("\n").map(lineKey);
    line += keys.length;
    const last = keys.findLastIndex((key) => key !== "");
    if (last < 0) {
      blanks.push(...keys);
      return [];
    }
    const whole = [...blanks, ...keys.slice(0, last + 1)];
    blanks = keys.slice(last + 1);
    return whole;
  };
  for await (const chunk of utf8Chunks(path)) {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end >= 0) yield decode(Buffer.concat([...rest, chunk.subarray(0, end)]));
    rest = end >= 0 ? [chunk.subarray(end + 1)] : [...rest, chunk];
    if (end < 0 && rest.reduce((sum, part) => sum + part.length, 0) > RECORD_BYTES)
      throw broken(path, line, "it is too long");
  }
  yield decode(Buffer.concat(rest));
}

const lineKey = (text: string): string => (BLANK.test(text) ? "" : text.endsWith("\r") ? text.slice(0, -1) : text);

/** Which line, from 0, has the first byte that is not UTF-8. */
function badLine(bytes: Buffer): number {
  const before = bytes.subarray(0, invalidUtf8At(bytes));
  let lines = 0;
  for (let at = before.indexOf(LINE_FEED); at >= 0; at = before.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}

async function* idBatches(path: string, keyColumn: string): AsyncGenerator<string[]> {
  if (/\.(csv|tsv)$/i.test(path))
    yield* tableKeys(await openCsvTable(path, { format: /\.tsv$/i.test(path) ? "tsv" : "csv" }), path, keyColumn);
  else if (/\.(json|ndjson|jsonl)$/i.test(path))
    yield* tableKeys(await openJsonTable(path, { format: /\.json$/i.test(path) ? "json" : "ndjson" }), path, keyColumn);
  else yield* lineKeys(path);
}

/** Keys of an ids file in order: lines of a text, or the key column of a CSV or JSON file. Empty where a line has none. */
export class IdsReader {
  readonly #batches: AsyncGenerator<string[]>;
  #read: string[] = [];

  constructor(path: string, keyColumn: string) {
    this.#batches = idBatches(path, keyColumn);
  }

  /** The next keys; fewer than asked for at the end. */
  async take(count: number): Promise<string[]> {
    const batches = [this.#read];
    let size = this.#read.length;
    while (size < count) {
      const next = await this.#batches.next();
      if (next.done) break;
      batches.push(next.value);
      size += next.value.length;
    }
    const keys = batches.flat();
    this.#read = keys.slice(count);
    return keys.slice(0, count);
  }

  /** How many keys are left; they are read. */
  async count(): Promise<number> {
    let count = this.#read.length;
    for await (const batch of this.#batches) count += batch.length;
    return count;
  }
}
