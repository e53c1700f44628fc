/** How a CSV file is written. */
export interface CsvDialect {
  delimiter: string;
  /** Lines end with a carriage return alone (old Mac files). */
  isCrOnly: boolean;
}

export type CsvRecord =
  | { kind: "record"; fields: string[]; next: number; lines: number }
  | { kind: "malformed"; reason: string; next: number; lines: number }
  | { kind: "incomplete" };

const QUOTE = 34;
const LF = 10;
const CR = 13;

function countLines(text: string, from: number, to: number, newline: string): number {
  let count = 0;
  for (let at = text.indexOf(newline, from); at !== -1 && at < to; at = text.indexOf(newline, at + 1)) count++;
  return count;
}

/** Where the physical line that holds `from` is over; the whole text when it is the last. */
function afterLine(text: string, from: number, newline: string): number {
  const end = text.indexOf(newline, from);
  return end === -1 ? text.length : end + 1;
}

/**
 * Reads the record that starts at `from` (RFC 4180; a quote inside an unquoted field is an ordinary character). `incomplete` asks for
 * more text. A malformed record ends with its first line, so one stray quote never swallows the lines that follow.
 */
export function scanCsvRecord(text: string, from: number, isEnd: boolean, dialect: CsvDialect): CsvRecord {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const newline = dialect.isCrOnly ? "\r" : "\n";
  const newlineCode = dialect.isCrOnly ? CR : LF;
  const malformed = (reason: string): CsvRecord => {
    const next = afterLine(text, from, newline);
    return { kind: "malformed", reason, next, lines: 1 };
  };
  const fields: string[] = [];
  let lines = 1;
  let at = from;
  for (;;) {
    let value = "";
    if (text.charCodeAt(at) === QUOTE) {
      const open = at;
      for (at++; ; at++) {
        const quote = text.indexOf('"', at);
        if (quote === -1) return isEnd ? malformed("A quote is opened and never closed.") : { kind: "incomplete" };
        value += text.slice(at, quote);
        at = quote + 1;
        if (at === text.length && !isEnd) return { kind: "incomplete" };
        if (text.charCodeAt(at) !== QUOTE) break;
        value += '"';
      }
      lines += countLines(text, open, at, newline);
      if (text.charCodeAt(at) === CR && newlineCode === LF) {
        if (at + 1 === text.length && !isEnd) return { kind: "incomplete" };
        if (at + 1 === text.length || text.charCodeAt(at + 1) === LF) at++;
      }
      const code = text.charCodeAt(at);
      if (at < text.length && code !== delimiter && code !== newlineCode)
        return malformed("There is text after a closing quote. Double a quote that belongs to the text.");
    } else {
      const start = at;
      for (
        let code = text.charCodeAt(at);
        at < text.length && code !== delimiter && code !== newlineCode;
        code = text.charCodeAt(++at)
      );
      if (at === text.length && !isEnd) return { kind: "incomplete" };
      const isCrLf =
        newlineCode === LF &&
        at > start &&
        text.charCodeAt(at - 1) === CR &&
        (at === text.length || text.charCodeAt(at) === LF);
      value = text.slice(start, isCrLf ? at - 1 : at);
    }
    fields.push(value);
    if (at >= text.length) return isEnd ? { kind: "record", fields, next: at, lines } : { kind: "incomplete" };
    if (text.charCodeAt(at) === newlineCode) return { kind: "record", fields, next: at + 1, lines };
    at++;
  }
}

const DELIMITERS = [",", ";", "\t", "|"];
const SNIFFED_RECORDS = 30;

/** Tells delimiter and line ends from the start of a file: the delimiter that splits most records into as many fields as the first, more than one. */
export function sniffDialect(head: string, delimiter?: string): CsvDialect {
  const isCrOnly = head.includes("\r") && !head.includes("\n");
  if (delimiter !== undefined) return { delimiter, isCrOnly };
  let best = { delimiter: ",", score: 0 };
  for (const candidate of DELIMITERS) {
    const counts: number[] = [];
    for (let at = 0; at < head.length && counts.length < SNIFFED_RECORDS; ) {
      const record = scanCsvRecord(head, at, true, { delimiter: candidate, isCrOnly });
      if (record.kind === "incomplete") break;
      if (record.kind === "record" && (record.fields.length > 1 || record.fields[0] !== ""))
        counts.push(record.fields.length);
      at = record.next;
    }
    const width = counts[0] ?? 0;
    if (width < 2) continue;
    const score = counts.filter((count) => count === width).length / counts.length + Math.min(width, 100) / 1e4;
    if (score > best.score) best = { delimiter: candidate, score };
  }
  return { delimiter: best.delimiter, isCrOnly };
}
