import type { ItemFailure } from "@pomona/contract/imports";
import { textCell } from "../exports/export-csv.ts";

const PAGE = 2000;
const HEADER = "item,line,column,code,message\r\n";

const csvLine = ({ item, line, column, code, message }: ItemFailure): string =>
  `${textCell(item)},${line ?? ""},${column === undefined ? "" : textCell(column)},${code},${textCell(message)}\r\n`;
const ndjsonLine = (failure: ItemFailure): string => `${JSON.stringify(failure)}\n`;

/** The items that a job could not do as a CSV or NDJSON file, read in pages as the reader takes them. */
export function failuresFile(
  read: (after: number, limit: number) => Promise<ItemFailure[]>,
  format: "csv" | "ndjson",
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const line = format === "csv" ? csvLine : ndjsonLine;
  let after = 0;
  return new ReadableStream({
    pull: async (controller) => {
      const page = await read(after, PAGE);
      const head = after === 0 && format === "csv" ? HEADER : "";
      after += page.length;
      const text = head + page.map(line).join("");
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (page.length < PAGE) controller.close();
    },
  });
}
