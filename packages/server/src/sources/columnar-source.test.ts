import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  Table as ArrowTable,
  Bool,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Int32,
  List,
  TimestampMillisecond,
  tableFromArrays,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { expect, test } from "vitest";
import { picture } from "../media/image-bytes.fixture.ts";
import { sharedData, tempFolder } from "../media/temp-folder.fixture.ts";
import { openConfinedReader } from "./parquet-table.ts";
import { brief, readAll } from "./read-all.fixture.ts";
import type { SourceRow } from "./source.ts";

async function parquetOf(select: string, options = ""): Promise<string> {
  const path = join(await tempFolder(), "a [b] 'c'.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet${options})`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

test("Parquet columns of every common type become metadata", async () => {
  const path = await parquetOf(`
    SELECT 'k' || i AS key, 'text ' || i AS text, i AS small, 9007199254740993::BIGINT + i AS big, i / 2.0 AS real, 12.50::DECIMAL(10,2) AS price, i % 2 = 0 AS flag,
      TIMESTAMP '2024-01-02 03:04:05.678' AS at, DATE '2024-02-29' AS day, ['a', 'b'] AS colours, {'x': i} AS box, NULL::VARCHAR AS nothing, uuid() AS code, 'NaN'::DOUBLE AS nan
    FROM range(3) t(i)`);
  const { source, rows, failures } = await readAll(path, { keyPrefix: "p/" });
  expect(failures).toEqual([]);
  expect(source).toMatchObject({ format: "parquet", total: 3 });
  expect(rows.map((row) => row.key)).toEqual(["p/k0", "p/k1", "p/k2"]);
  expect(rows[1]).toMatchObject({
    line: 2,
    content: { text: "text 1" },
    metadata: {
      small: 1,
      big: "9007199254740994",
      real: 0.5,
      price: 12.5,
      flag: false,
      at: "2024-01-02T03:04:05.678Z",
      day: "2024-02-29T00:00:00.000Z",
      colours: ["a", "b"],
      box: '{"x":1}',
      nothing: null,
    },
  });
});

test("Hugging Face pictures and class names are read from the file's metadata", async () => {
  const png = await picture().png().toBuffer();
  const features = JSON.stringify({
    info: { features: { image: { _type: "Image" }, label: { _type: "ClassLabel", names: ["apple", "orange"] } } },
  });
  const path = await parquetOf(
    `SELECT {'bytes': from_hex('${png.toString("hex")}'), 'path': 'p' || i || '.png'} AS image, i - 1 AS label FROM range(4) t(i)`,
    `, KV_METADATA {huggingface: '${features}'}`,
  );
  const { rows } = await readAll(path);
  expect(rows.map((row) => row.labels)).toEqual([[], ["apple"], ["orange"], ["2"]]);
  expect(rows[0]).toMatchObject({ expect: "image", content: { name: "p0.png" } });
  const { content } = rows[0] as SourceRow;
  expect("bytes" in content && Buffer.from(content.bytes).equals(png)).toBe(true);
});

test("heavy pictures make batches shorter", async () => {
  const path = await parquetOf("SELECT i AS id, repeat('x', 10_000_000)::BLOB AS image FROM range(8) t(i)");
  const { rows, batchCount } = await readAll(path, { mapping: { image: "image" } });
  expect(rows).toHaveLength(8);
  expect(batchCount).toBeGreaterThanOrEqual(2);
});

test("the reader of a Parquet file can read that file and nothing else", async () => {
  const path = await parquetOf("SELECT 'a' AS text");
  const other = await parquetOf("SELECT 'b' AS text");
  const { instance, connection } = await openConfinedReader(path);
  await expect(connection.run("SELECT * FROM read_parquet(?)", [other])).rejects.toThrow(/ermission/);
  await expect(connection.run("SELECT * FROM read_text('/etc/passwd')")).rejects.toThrow(/ermission/);
  await expect(connection.run("SET enable_external_access = true")).rejects.toThrow();
  connection.closeSync();
  instance.closeSync();
});

test("damaged Parquet and Arrow files are problems that name them", async () => {
  const folder = await tempFolder();
  for (const [name, content] of [
    ["a.parquet", "PAR1 but no more"],
    ["b.arrow", "ARROW1\0\0 but no more"],
  ] as const) {
    await writeFile(join(folder, name), content);
    await expect(readAll(join(folder, name))).rejects.toMatchObject({
      code: "source-unusable",
      message: expect.stringContaining(name),
    });
  }
});

const arrowTable = () =>
  new ArrowTable({
    id: vectorFromArray([1n, 9007199254740993n, 3n]),
    text: vectorFromArray(["one", "two", null], new Utf8()),
    colour: vectorFromArray(["red", "blue", "red"], new Dictionary(new Utf8(), new Int32())),
    names: vectorFromArray([["a", "b"], [], null], new List(new Field("item", new Utf8(), true))),
    flag: vectorFromArray([true, false, null], new Bool()),
    at: vectorFromArray([new Date(0), new Date(1000), null], new TimestampMillisecond()),
    embedding: vectorFromArray(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      new FixedSizeList(2, new Field("item", new Float32())),
    ),
  });

test.each(["file", "stream"] as const)("Arrow %s format with dictionaries, lists and big integers", async (kind) => {
  const path = join(await tempFolder(), "a.arrow");
  await writeFile(path, tableToIPC(arrowTable(), kind));
  const { source, rows, failures } = await readAll(path, { mapping: { skip: ["embedding"] } });
  expect(source.format).toBe("arrow");
  expect(rows.map((row) => [row.key, row.metadata])).toEqual([
    ["1", { colour: "red", names: ["a", "b"], flag: true, at: "1970-01-01T00:00:00.000Z" }],
    ["9007199254740993", { colour: "blue", names: [], flag: false, at: "1970-01-01T00:00:01.000Z" }],
  ]);
  expect(failures.map(brief)).toEqual([{ item: "3", line: 3, column: "text", code: "no-content" }]);
});

test("Arrow batches keep their line numbers", async () => {
  const path = join(await tempFolder(), "a.arrow");
  await writeFile(path, tableToIPC(tableFromArrays({ text: Array.from({ length: 2500 }, (_, i) => `t${i}`) }), "file"));
  const { rows } = await readAll(path);
  expect([rows.length, rows[2400]?.line, rows[2400]?.content]).toEqual([2500, 2401, { text: "t2400" }]);
});

const huggingFace = sharedData("formats", "hf-parquet");
test.skipIf(huggingFace === null)("a real Hugging Face image file is read with its class names", async () => {
  const { rows, failures } = await readAll(join(huggingFace as string, "images-train-00000-of-00001.parquet"));
  expect([rows.length, failures]).toEqual([120, []]);
  expect(new Set(rows.flatMap((row) => row.labels)).size).toBeGreaterThan(1);
  expect(rows.every((row) => row.labels.every((label) => /[A-Za-z]/.test(label)))).toBe(true);
  const hashes = rows.map((row) =>
    createHash("sha256")
      .update((row.content as { bytes: Uint8Array }).bytes)
      .digest("hex"),
  );
  expect(new Set(hashes).size).toBeGreaterThan(100);
});
