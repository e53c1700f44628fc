import { expect, test } from "vitest";
import { brief, fileOf, readAll } from "./read-all.fixture.ts";

const simple = "id,text\n1,one\n2,two\n";
const texts = (rows: { content: object }[]): unknown[] => rows.map((row) => (row.content as { text: string }).text);

test.each([
  ["UTF-8 with a mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(simple)])],
  ["UTF-16LE", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(simple, "utf16le")])],
  ["UTF-16BE", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(simple, "utf16le").swap16()])],
  ["Windows line ends", Buffer.from(simple.replaceAll("\n", "\r\n"))],
  ["old Mac line ends", Buffer.from(simple.replaceAll("\n", "\r"))],
  ["semicolons", Buffer.from(simple.replaceAll(",", ";"))],
  ["no final newline", Buffer.from(simple.trimEnd())],
  ["blank lines", Buffer.from("id,text\n\n1,one\n\n\n2,two\n\n")],
])("%s make no difference", async (_, bytes) => {
  const { rows, failures } = await readAll(await fileOf("a.csv", bytes));
  expect(rows.map((row) => row.key)).toEqual(["1", "2"]);
  expect(texts(rows)).toEqual(["one", "two"]);
  expect(failures).toEqual([]);
});

test("each bad line is named with its reason and the rest goes in", async () => {
  const bytes = Buffer.concat([
    Buffer.from('id,text,label\n1,"two\nlines",x\n2,missing\n3,too,many,fields\n4,'),
    Buffer.from([0xe9]),
    Buffer.from(',x\n5,a\0b,x\n6,"open,x\n7,good,y\n,no key,y\n8,,y\n1,again,x\n'),
  ]);
  const { rows, failures } = await readAll(await fileOf("a.csv", bytes), { keyPrefix: "p/" });
  expect(rows.map((row) => [row.key, row.line, row.labels])).toEqual([
    ["p/1", 2, ["x"]],
    ["p/7", 9, ["y"]],
  ]);
  expect(failures.map(brief).sort((a, b) => (a.line ?? 0) - (b.line ?? 0))).toEqual([
    { item: "a.csv:4", line: 4, code: "bad-record" },
    { item: "a.csv:5", line: 5, code: "bad-record" },
    { item: "a.csv:6", line: 6, column: "text", code: "invalid-utf8" },
    { item: "a.csv:7", line: 7, column: "text", code: "bad-record" },
    { item: "a.csv:8", line: 8, code: "bad-record" },
    { item: "a.csv:10", line: 10, code: "missing-key" },
    { item: "p/8", line: 11, column: "text", code: "no-content" },
    { item: "p/1", line: 12, code: "duplicate-key" },
  ]);
});

test("types are inferred from all of a column, and the user's word goes before", async () => {
  const lines = Array.from(
    { length: 20 },
    (_, i) =>
      `${i},text ${i},${i / 2},${i % 2 === 0},2024-01-${String(i + 1).padStart(2, "0")},${i % 3 ? "red" : "green"},00${i},${i}0000000000000000001,note ${i}`,
  );
  const path = await fileOf("a.csv", `id,text,price,sold,day,colour,postcode,serial,note\n${lines.join("\n")}\n`);
  const { source, rows } = await readAll(path, { mapping: { types: { price: "string" } } });
  expect(source.metadataTypes).toEqual({
    price: "string",
    sold: "boolean",
    day: "datetime",
    colour: "enum",
    postcode: "string",
    serial: "string",
    note: "string",
  });
  expect(rows[3]?.metadata).toEqual({
    price: "1.5",
    sold: false,
    day: "2024-01-04T00:00:00.000Z",
    colour: "green",
    postcode: "003",
    serial: "30000000000000000001",
    note: "note 3",
  });
});

test("a value that contradicts its column's type is refused by row, line and column", async () => {
  const path = await fileOf(
    "a.csv",
    "id,text,price,day\n1,a,1.5,2024-02-29\n2,b,cheap,2024-01-01\n3,c,,2024-02-30\n4,d,1e999,\n",
  );
  const { rows, failures } = await readAll(path, { mapping: { types: { price: "number", day: "datetime" } } });
  expect(rows.map((row) => row.key)).toEqual(["1"]);
  expect(failures.map(brief)).toEqual([
    { item: "2", line: 3, column: "price", code: "type-conflict" },
    { item: "3", line: 4, column: "day", code: "type-conflict" },
    { item: "4", line: 5, column: "price", code: "type-conflict" },
  ]);
  expect(failures[0]?.message).toContain('"cheap" in the column "price" is not a number');
});

test("a type that is contradicted only after the sample is still reported", async () => {
  const lines = Array.from({ length: 6500 }, (_, i) => `${i},t${i},${i === 6200 ? "oops" : i}`);
  const { rows, failures, batchCount } = await readAll(await fileOf("a.csv", `id,text,n\n${lines.join("\n")}\n`));
  expect(rows).toHaveLength(6499);
  expect(failures.map(brief)).toEqual([{ item: "6200", line: 6202, column: "n", code: "type-conflict" }]);
  expect(batchCount).toBe(2);
});

test("labels and tags may be several, by separator or by column", async () => {
  const path = await fileOf("a.csv", "id,text,label,kind,tags\n1,a,red;  sweet;red,fruit,x;y\n2,b,,,\n");
  const { rows } = await readAll(path, { mapping: { labels: ["label", "kind"], separator: ";" } });
  expect(rows.map(({ labels, tags }) => ({ labels, tags }))).toEqual([
    { labels: ["red", "sweet", "fruit"], tags: ["x", "y"] },
    { labels: [], tags: [] },
  ]);
});

test("a second column of the same name is kept under another, with a warning", async () => {
  const { source, rows, warnings } = await readAll(await fileOf("a.csv", "text,note,note,\na,b,c,d\n"));
  expect(source.columns.map(({ name, role }) => [name, role])).toEqual([
    ["text", "text"],
    ["note", "metadata"],
    ["note_2", "metadata"],
    ["column_4", "metadata"],
  ]);
  expect(rows[0]?.metadata).toEqual({ note: "b", note_2: "c", column_4: "d" });
  expect(warnings.map(brief)).toEqual([{ item: "a.csv:1", line: 1, column: "note_2", code: "bad-record" }]);
});

test("columns named like parts of every object are ordinary columns", async () => {
  const { source, rows } = await readAll(await fileOf("a.csv", "text,__proto__,constructor,toString\na,1,2,3\n"));
  expect(Object.keys(source.metadataTypes)).toEqual(["__proto__", "constructor", "toString"]);
  expect(Object.entries(rows[0]?.metadata ?? {})).toEqual([
    ["__proto__", 1],
    ["constructor", 2],
    ["toString", 3],
  ]);
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

test("keys fall back to the path, then to file name and line", async () => {
  expect(
    (await readAll(await fileOf("a.csv", "text\none\ntwo\n"), { keyPrefix: "d/" })).rows.map((row) => row.key),
  ).toEqual(["d/a.csv/2", "d/a.csv/3"]);
  const { failures } = await readAll(await fileOf("b.csv", "path\n./x/y.jpg\n"), { keyPrefix: "d/" });
  expect(failures.map(brief)).toEqual([{ item: "d/x/y.jpg", line: 2, column: "path", code: "not-found" }]);
});

test("a header alone is no rows, an empty file is a problem", async () => {
  expect((await readAll(await fileOf("a.csv", "id,text\n"))).rows).toEqual([]);
  await expect(readAll(await fileOf("a.csv", ""))).rejects.toMatchObject({ code: "source-unusable" });
});

test("a table that is too wide, names no content or lacks a named column is a problem that says what to do", async () => {
  const wide = Array.from({ length: 5000 }, (_, i) => `c${i}`).join(",");
  await expect(readAll(await fileOf("a.csv", `${wide}\n`))).rejects.toMatchObject({
    code: "source-unusable",
    fields: { reason: "too-many-fields", limit: 1000 },
  });
  await expect(readAll(await fileOf("a.csv", "id,score\n1,2\n"))).rejects.toThrow(/No column looks like.*id, score/);
  await expect(readAll(await fileOf("a.csv", "id,text\n1,2\n"), { mapping: { key: "nr" } })).rejects.toThrow(
    /no column "nr".*id, text/,
  );
});

test("a field of two megabytes is read whole", async () => {
  const { rows } = await readAll(await fileOf("a.csv", `id,text\n1,"${"lorem, ipsum ".repeat(200_000)}"\n2,b\n`));
  expect(texts(rows).map((text) => (text as string).length)).toEqual([2_600_000, 1]);
});

test("reading can be stopped", async () => {
  const { openSource } = await import("./open-source.ts");
  const path = await fileOf("a.csv", `text\n${"a\n".repeat(5000)}`);
  const source = await openSource({
    path,
    format: "auto",
    mapping: {},
    labelFrom: "none",
    keyPrefix: "",
    dataset: "d",
  });
  const stop = new AbortController();
  const read = async (): Promise<void> => {
    for await (const _ of source.batches({ signal: stop.signal, batchRows: 10 })) stop.abort();
  };
  await expect(read()).rejects.toThrow(/abort/i);
});
