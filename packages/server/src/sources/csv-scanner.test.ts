import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scanCsvRecord, sniffDialect } from "./csv-scanner.ts";

const comma = { delimiter: ",", isCrOnly: false };

function scanAll(text: string, dialect = comma): { fields: string[][]; malformed: number[] } {
  const fields: string[][] = [];
  const malformed: number[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const record = scanCsvRecord(text, at, true, dialect);
    if (record.kind === "incomplete") throw new Error("incomplete at the end");
    if (record.kind === "record") fields.push(record.fields);
    else malformed.push(line);
    line += record.lines;
    at = record.next;
  }
  return { fields, malformed };
}

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
const field = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom("", "a,b", 'say "hi"', "two\nlines", "two\r\nlines", " x "),
);

test("agrees with csv-parse on every well-formed document", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom("\n", "\r\n"),
      (records, newline) => {
        const text = records.map((fields) => fields.map(quoted).join(",")).join(newline);
        expect(scanAll(text).fields).toEqual(parse(text, { relax_column_count: true, record_delimiter: newline }));
        expect(scanAll(text).fields).toEqual(records);
      },
    ),
  );
});

test("a record cut anywhere asks for more, then reads the same", () => {
  const text = '1,"a ""quoted""\r\nfield",x\r\n';
  const whole = scanCsvRecord(text, 0, true, comma);
  for (let cut = 0; cut < text.length; cut++) {
    const part = scanCsvRecord(text.slice(0, cut), 0, false, comma);
    expect(part.kind).toBe("incomplete");
  }
  expect(scanCsvRecord(text, 0, false, comma)).toEqual(whole);
  expect(whole).toMatchObject({ fields: ["1", 'a "quoted"\r\nfield', "x"], lines: 2 });
});

test("a stray quote costs its own line only", () => {
  expect(scanAll('a,b\n1,"open\n2,two\n3,three\n')).toEqual({
    fields: [
      ["a", "b"],
      ["2", "two"],
      ["3", "three"],
    ],
    malformed: [2],
  });
  expect(scanAll('a,b\n1,"open\n2,"two"\n3,three\n').malformed).toEqual([2]);
  expect(scanAll('a,"b"c\n1,2\n')).toEqual({ fields: [["1", "2"]], malformed: [1] });
});

test("a quote inside an unquoted field is an ordinary character", () => {
  expect(scanAll('5" disk,x\n').fields).toEqual([['5" disk', "x"]]);
});

test("a lone carriage return ends a line only in files without newlines", () => {
  expect(scanAll("a\rb,c\n").fields).toEqual([["a\rb", "c"]]);
  expect(scanAll("a,b\r1,2\r", sniffDialect("a,b\r1,2\r")).fields).toEqual([
    ["a", "b"],
    ["1", "2"],
  ]);
});

test.each([
  ["a,b\n1,2\n", ","],
  ["a;b\n1;2\n", ";"],
  ["a\tb\n1\t2\n", "\t"],
  ["a|b\n1|2\n", "|"],
  ["only\n1\n", ","],
  ['text;price\n"Hello, you";1,5\n"And, so, on";2,5\n', ";"],
  ['a,b\n"x;y;z",1\n"p;q",2\n', ","],
])("%j is split at %j", (text, delimiter) => {
  expect(sniffDialect(text).delimiter).toBe(delimiter);
});
