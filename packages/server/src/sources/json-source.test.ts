import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonElements, jsonLines } from "./json-elements.ts";
import { readJson } from "./json-text.ts";
import { brief, fileOf, readAll } from "./read-all.fixture.ts";

const records = '{"id":1,"text":"one"}\n{"id":2,"text":"two"}\n';

test.each([
  ["lines", "a.ndjson", records],
  ["lines with a mark and Windows ends", "a.jsonl", `\ufeff${records.replaceAll("\n", "\r\n")}`],
  ["lines in a .json file", "a.json", records],
  ["blank lines", "a.ndjson", `\n${records.replaceAll("\n", "\n\n")}`],
  [
    "an array",
    "a.json",
    JSON.stringify([
      { id: 1, text: "one" },
      { id: 2, text: "two" },
    ]),
  ],
  [
    "an indented array",
    "a.json",
    JSON.stringify(
      [
        { id: 1, text: "one" },
        { id: 2, text: "two" },
      ],
      null,
      2,
    ),
  ],
  ["an array in a .ndjson file", "a.ndjson", `[\n{"id":1,"text":"one"},\n{"id":2,"text":"two"}\n]`],
  ["values without newlines between them", "a.json", records.replaceAll("\n", "")],
  [
    "indented values one after the other",
    "a.json",
    `${JSON.stringify({ id: 1, text: "one" }, null, 2)}\n${JSON.stringify({ id: 2, text: "two" }, null, 2)}`,
  ],
])("%s hold the same records", async (_, name, content) => {
  const { rows, failures } = await readAll(await fileOf(name, content));
  expect(failures).toEqual([]);
  expect(rows.map((row) => [row.key, row.content])).toEqual([
    ["1", { text: "one" }],
    ["2", { text: "two" }],
  ]);
});

test("each bad line is named with its reason and the rest goes in", async () => {
  const lines = [
    '{"id":1,"text":"a"}',
    '{"id":2,',
    '{"id":3,"text":NaN}',
    "[1]",
    "5",
    '{"id":6,"text":"\\ud83d"}',
    '{"id":7,"text":"a\\u0000b"}',
    '{"id":8}',
    '{"text":"x"}',
    `{"id":10,"text":"b","deep":${"[".repeat(100)}${"]".repeat(100)}}`,
  ];
  const bytes = Buffer.concat([
    Buffer.from(`${lines.join("\n")}\n{"id":11,"text":"`),
    Buffer.from([0xff]),
    Buffer.from('"}\n{"id":12,"text":"z"}\n'),
  ]);
  const { rows, failures } = await readAll(await fileOf("a.ndjson", bytes));
  expect(rows.map((row) => row.key)).toEqual(["1", "12"]);
  expect(
    failures.map((failure) => [failure.line, failure.code]).sort((a, b) => (a[0] as number) - (b[0] as number)),
  ).toEqual([
    [2, "bad-record"],
    [3, "bad-record"],
    [4, "bad-record"],
    [5, "bad-record"],
    [6, "bad-record"],
    [7, "bad-record"],
    [8, "no-content"],
    [9, "missing-key"],
    [10, "bad-record"],
    [11, "invalid-utf8"],
  ]);
  expect(failures.find((failure) => failure.line === 3)?.message).toContain("NaN");
  expect(failures.find((failure) => failure.line === 10)?.message).toContain("nested deeper");
});

test("numbers that float64 cannot hold keep their digits", async () => {
  const { source, rows } = await readAll(
    await fileOf(
      "a.ndjson",
      '{"id":9007199254740993,"text":"a","big":12345678901234567890,"huge":1e999,"small":0.25,"like":"9007199254740993"}\n',
    ),
  );
  expect(rows[0]?.key).toBe("9007199254740993");
  expect(rows[0]?.metadata).toEqual({
    big: "12345678901234567890",
    huge: "1e999",
    small: 0.25,
    like: "9007199254740993",
  });
  expect(source.metadataTypes.small).toBe("number");
});

test("keys named like parts of every object do nothing but be fields", async () => {
  const { rows } = await readAll(
    await fileOf("a.ndjson", '{"__proto__":{"admin":true},"constructor":"c","text":"t"}\n'),
  );
  expect(Object.entries(rows[0]?.metadata ?? {})).toEqual([
    ["__proto__", '{"admin":true}'],
    ["constructor", "c"],
  ]);
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

test("lists are lists of texts, objects are kept as JSON, vectors are left out and said so", async () => {
  const vector = JSON.stringify(Array.from({ length: 64 }, (_, i) => i / 7));
  const { source, rows } = await readAll(
    await fileOf(
      "a.ndjson",
      `{"id":"k","text":"t","colours":["red","blue"],"box":{"x":1},"embedding":${vector},"labels":["a","b"],"when":"2024-05-01T10:00:00+02:00"}\n`,
    ),
  );
  expect(rows[0]).toMatchObject({
    labels: ["a", "b"],
    metadata: { colours: ["red", "blue"], box: '{"x":1}', when: "2024-05-01T08:00:00.000Z" },
  });
  expect(rows[0]?.metadata).not.toHaveProperty("embedding");
  expect(source.columns.find((column) => column.name === "embedding")?.role).toBe("skip");
});

test("fields that appear only after the sample are taken too", async () => {
  const lines = Array.from({ length: 7000 }, (_, i) =>
    i === 6500 ? `{"id":${i},"text":"t","late":3}` : `{"id":${i},"text":"t"}`,
  );
  const { source, rows } = await readAll(await fileOf("a.ndjson", lines.join("\n")));
  expect(rows.find((row) => row.key === "6500")?.metadata).toEqual({ late: 3 });
  expect(source.metadataTypes).toEqual({ late: "number" });
});

test("a list of plain texts is a list of text rows", async () => {
  const { rows } = await readAll(await fileOf("a.json", '["one","two"]'), { keyPrefix: "d/" });
  expect(rows.map((row) => [row.key, row.content])).toEqual([
    ["d/a.json/1", { text: "one" }],
    ["d/a.json/2", { text: "two" }],
  ]);
});

test("a file whose every record is bad yields its reasons and no rows", async () => {
  const { rows, failures } = await readAll(await fileOf("a.json", `${"[".repeat(20_000)}${"]".repeat(20_000)}`));
  expect(rows).toEqual([]);
  expect(failures).toMatchObject([{ line: 1, code: "bad-record" }]);
});

test("a line of three megabytes is read whole", async () => {
  const { rows } = await readAll(
    await fileOf("a.ndjson", `{"id":1,"text":"${"x".repeat(3_000_000)}"}\n{"id":2,"text":"ok"}\n`),
  );
  expect(rows.map((row) => (row.content as { text: string }).text.length)).toEqual([3_000_000, 2]);
});

describe("cutting values out of a stream", () => {
  async function* inPieces(text: string, pieceBytes: number): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }

  test("elements are the same however the stream is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(undefined, 2),
        async (values, pieceBytes, indent) => {
          const found: unknown[] = [];
          for await (const element of jsonElements(
            inPieces(JSON.stringify(values, null, indent), pieceBytes),
            "array",
            1e6,
          ))
            found.push(JSON.parse(String(element.bytes)));
          expect(found).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });

  test("lines keep their numbers however the stream is cut, and one too long is dropped alone", async () => {
    for (let pieceBytes = 1; pieceBytes < 12; pieceBytes++) {
      const found: unknown[] = [];
      for await (const { line, bytes } of jsonLines(inPieces("one\n\nlonger than ten\nlast", pieceBytes), 10))
        found.push([line, bytes === null ? null : String(bytes)]);
      expect(found).toEqual([
        [1, "one"],
        [3, null],
        [4, "last"],
      ]);
    }
  });
});

test("parsing agrees with JSON.parse wherever numbers survive", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!/(?<![.\d])\d{16}/.test(text));
      expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test("failures of whole files are named by file and line", async () => {
  const { failures } = await readAll(await fileOf("a.ndjson", '{"text":"a"}\n{bad\n'));
  expect(failures.map(brief)).toEqual([{ item: "a.ndjson:2", line: 2, code: "bad-record" }]);
});
