import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { scaleToUnit } from "@pomona/compute/unit-vectors";
import { Table as ArrowTable, Field, FixedSizeList, Float32, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sharedData, tempFolder } from "../media/temp-folder.fixture.ts";
import { halfToNumber } from "./npy-numbers.ts";
import { brief, fileOf, folderOf } from "./read-all.fixture.ts";
import { faultFailure } from "./vector-check.ts";
import { openVectorFile, type VectorFileRequest } from "./vector-files.ts";

async function read(path: string, request: Partial<VectorFileRequest> = {}, batchRows = 1000) {
  const file = await openVectorFile({ path, keyColumn: "key", vectorColumn: "vector", ...request });
  const found = {
    dims: file.dims,
    total: file.total,
    keys: [] as string[],
    lines: [] as number[],
    vectors: [] as number[][],
    failures: [] as ReturnType<typeof brief>[],
  };
  try {
    for await (const batch of file.batches({ batchRows })) {
      const dims = file.dims ?? 0;
      expect(batch.vectors).toHaveLength(batch.keys.length * dims);
      const faults = new Map(scaleToUnit(batch.vectors.slice(), dims).map((fault) => [fault.index, fault]));
      const failures = [...batch.failures];
      batch.keys.forEach((item, at) => {
        const line = batch.lines[at] as number;
        const fault = faults.get(at);
        if (fault) failures.push({ item, line, ...faultFailure(fault) });
        else {
          found.vectors.push([...batch.vectors.subarray(at * dims, (at + 1) * dims)]);
          found.keys.push(item);
          found.lines.push(line);
        }
      });
      found.failures.push(...failures.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).map(brief));
    }
  } finally {
    await file.close();
  }
  return found;
}

function npyOf(
  descr: string,
  shape: string,
  body: Uint8Array,
  options: { version?: number; order?: string } = {},
): Buffer {
  const version = options.version ?? 1;
  const header = `{'descr': '${descr}', 'fortran_order': ${options.order ?? "False"}, 'shape': ${shape}, }`.padEnd(118);
  const size = version === 1 ? Buffer.alloc(2) : Buffer.alloc(4);
  if (version === 1) size.writeUInt16LE(header.length);
  else size.writeUInt32LE(header.length);
  return Buffer.concat([
    Buffer.from("\x93NUMPY", "latin1"),
    Buffer.from([version, 0]),
    size,
    Buffer.from(header, "latin1"),
    body,
  ]);
}

function numbersOf(descr: string, values: readonly number[]): Buffer {
  const bytes = Number(descr[2]);
  const body = Buffer.alloc(values.length * bytes);
  values.forEach((value, at) => {
    if (descr === "<f4") body.writeFloatLE(value, at * bytes);
    else if (descr === ">f4") body.writeFloatBE(value, at * bytes);
    else if (descr === "<f8") body.writeDoubleLE(value, at * bytes);
    else if (descr === ">f8") body.writeDoubleBE(value, at * bytes);
    else body.writeUInt16LE({ 1: 0x3c00, 2: 0x4000, 3: 0x4200, [-0.5]: 0xb800 }[value] ?? 0, at * bytes);
  });
  return body;
}

const six = [1, 2, 3, -0.5, 1, 2];

describe(".npy", () => {
  test.each(["<f4", ">f4", "<f8", ">f8", "<f2"])("%s is read as float32 in row order", async (descr) => {
    for (const version of [1, 2]) {
      const folder = await folderOf({
        "v.npy": npyOf(descr, "(3, 2)", numbersOf(descr, six), { version }),
        "ids.txt": "a\nb\nc\n",
      });
      expect(await read(join(folder, "v.npy"), { ids: join(folder, "ids.txt"), keyPrefix: "d/" }, 2)).toEqual({
        dims: 2,
        total: 3,
        keys: ["d/a", "d/b", "d/c"],
        lines: [1, 2, 3],
        vectors: [
          [1, 2],
          [3, -0.5],
          [1, 2],
        ],
        failures: [],
      });
    }
  });

  test.each([
    ["ids.csv", "row,id\n0,a\n1,b\n2,c\n"],
    ["ids.json", '["a","b","c"]'],
    ["ids.ndjson", '{"key":"a"}\n{"key":"b"}\n{"key":"c"}\n'],
    ["ids.txt", "a\r\nb\r\nc"],
    ["ids.csv", "name\na\nb\nc\n"],
  ])("ids from %s", async (name, content) => {
    const folder = await folderOf({ "v.npy": npyOf("<f4", "(3, 2)", numbersOf("<f4", six)), [name]: content });
    expect((await read(join(folder, "v.npy"), { ids: join(folder, name) })).keys).toEqual(["a", "b", "c"]);
  });

  test("rows that cannot be stored are named by their line", async () => {
    const values = [1, 2, 0, 0, Number.NaN, 1, 1, Number.POSITIVE_INFINITY, 3, 4];
    const folder = await folderOf({
      "v.npy": npyOf("<f8", "(5, 2)", numbersOf("<f8", values)),
      "ids.txt": "a\nb\nc\nd\n\n".replace(/\n\n$/, "\ne\n"),
    });
    const { keys, failures } = await read(join(folder, "v.npy"), { ids: join(folder, "ids.txt") });
    expect(keys).toEqual(["a", "e"]);
    expect(failures).toEqual([
      { item: "b", line: 2, code: "zero-vector" },
      { item: "c", line: 3, code: "non-finite" },
      { item: "d", line: 4, code: "non-finite" },
    ]);
  });

  test("what cannot be read as a whole is refused before anything is handed on", async () => {
    const good = npyOf("<f4", "(3, 2)", numbersOf("<f4", six));
    const folder = await folderOf({
      "v.npy": good,
      "flat.npy": npyOf("<f4", "(6,)", numbersOf("<f4", six)),
      "fortran.npy": npyOf("<f4", "(3, 2)", numbersOf("<f4", six), { order: "True" }),
      "ints.npy": npyOf("<i4", "(3, 2)", Buffer.alloc(24)),
      "objects.npy": npyOf("|O", "(3, 2)", Buffer.alloc(24)),
      "wide.npy": npyOf("<f4", "(1, 5000)", Buffer.alloc(20_000)),
      "one.npy": npyOf("<f4", "(3, 1)", Buffer.alloc(12)),
      "cut.npy": good,
      "ids.txt": "a\nb\nc\n",
      "two.txt": "a\nb\n",
      "one.txt": "a\n",
    });
    await truncate(join(folder, "cut.npy"), good.length - 1);
    const ids = join(folder, "ids.txt");
    const refused = (name: string, idsFile: string | undefined): Promise<string> =>
      read(join(folder, name), idsFile === undefined ? {} : { ids: idsFile }).then(
        () => "read",
        (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
      );
    expect(await refused("v.npy", join(folder, "two.txt"))).toMatch(/^source-unusable.*3 rows.*2 keys/);
    expect(await refused("v.npy", undefined)).toMatch(/^source-unusable.*--ids/);
    expect(await refused("flat.npy", ids)).toMatch(/^source-unusable.*shape/);
    expect(await refused("fortran.npy", ids)).toMatch(/ascontiguousarray/);
    expect(await refused("ints.npy", ids)).toMatch(/float32/);
    expect(await refused("objects.npy", ids)).toMatch(/^source-unusable/);
    expect(await refused("cut.npy", ids)).toMatch(/truncated/);
    expect(await refused("wide.npy", join(folder, "one.txt"))).toMatch(/5000 dims/);
    expect(await refused("one.npy", ids)).toMatch(/1 dims/);
  });

  test("float16 bits mean what IEEE 754 says", () => {
    expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x8000].map(halfToNumber)).toEqual([
      1,
      -2,
      65504,
      2 ** -24,
      2 ** -14,
      -0,
    ]);
    expect([halfToNumber(0x7c00), halfToNumber(0xfc00), halfToNumber(0x7e00)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0x7bff }),
        (bits) => halfToNumber(bits | 0x8000) === -halfToNumber(bits) && halfToNumber(bits) < halfToNumber(bits + 1),
      ),
    );
  });
});

const expected = {
  dims: 2,
  keys: ["a", "b"],
  vectors: [
    [1, 2.5],
    [3, -4],
  ],
  failures: [],
};

describe("tables of vectors", () => {
  test.each([
    ["JSON lists", "v.ndjson", '{"key":"a","vector":[1,2.5]}\n{"key":"b","vector":[3,-4]}\n'],
    ["an array of records", "v.json", '[{"id":"a","embedding":[1,2.5]},{"id":"b","embedding":[3,-4]}]'],
    ["a CSV column of lists", "v.csv", 'key,vector\na,"[1, 2.5]"\nb,"[3, -4]"\n'],
    ["a CSV column of spaced numbers", "v.csv", "key;vector\na;1 2.5\nb;3 -4\n"],
    ["numbered CSV columns in any order", "v.csv", "v1,id,v0,note\n2.5,a,1,x\n-4,b,3,y\n"],
    ["ten numbered columns sorted by number", "v.tsv", "id\td_1\td_0\na\t2.5\t1\nb\t-4\t3\n"],
  ])("%s", async (_, name, content) => {
    expect(await read(await fileOf(name, content))).toMatchObject(expected);
  });

  test("Arrow and Parquet lists", async () => {
    const folder = await tempFolder();
    const table = new ArrowTable({
      key: vectorFromArray(["a", "b"], new Utf8()),
      vector: vectorFromArray(
        [
          [1, 2.5],
          [3, -4],
        ],
        new FixedSizeList(2, new Field("item", new Float32())),
      ),
    });
    await writeFile(join(folder, "v.arrow"), tableToIPC(table, "file"));
    await writeFile(join(folder, "s.arrows"), tableToIPC(table, "stream"));
    expect(await read(join(folder, "v.arrow"))).toMatchObject(expected);
    expect(await read(join(folder, "s.arrows"))).toMatchObject(expected);
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    for (const type of ["FLOAT[]", "DOUBLE[2]"]) {
      const path = join(folder, `${type.slice(0, 5)}.parquet`);
      await connection.run(
        `COPY (SELECT * FROM (VALUES ('a', [1, 2.5]::${type}), ('b', [3, -4]::${type})) t(key, vector)) TO '${path}' (FORMAT parquet)`,
      );
      expect(await read(path)).toMatchObject({ ...expected, total: 2 });
    }
    connection.closeSync();
  });

  test("lines that cannot be stored are named with their reason; dims are those of most lines", async () => {
    const lines = [
      '{"key":"odd","vector":[1,2,3]}',
      '{"key":"a","vector":[1,2.5]}',
      '{"key":"zero","vector":[0,0]}',
      '{"key":"none"}',
      '{"key":"empty","vector":[]}',
      '{"key":"nan","vector":[NaN,1]}',
      '{"key":"null","vector":[null,1]}',
      '{"key":"inf","vector":[1e999,1]}',
      '{"key":"beyond","vector":[1e300,1]}',
      '{"vector":[1,2]}',
      '{"key":"text","vector":"red"}',
      '{"key":"b","vector":"3, -4"}',
    ];
    const found = await read(await fileOf("v.ndjson", `${lines.join("\n")}\n`), { keyPrefix: "d/" }, 3);
    expect(found).toMatchObject({ dims: 2, keys: ["d/a", "d/b"], lines: [2, 12], vectors: expected.vectors });
    expect(
      found.failures
        .map(({ item, line, code }) => [line, item, code])
        .sort((a, b) => (a[0] as number) - (b[0] as number)),
    ).toEqual([
      [1, "d/odd", "wrong-dims"],
      [3, "d/zero", "zero-vector"],
      [4, "d/none", "bad-record"],
      [5, "d/empty", "wrong-dims"],
      [6, "v.ndjson:6", "bad-record"],
      [7, "d/null", "non-finite"],
      [8, "d/inf", "non-finite"],
      [9, "d/beyond", "non-finite"],
      [10, "v.ndjson:10", "missing-key"],
      [11, "d/text", "bad-record"],
    ]);
  });

  test("missing columns and unknown files are problems that say what to do", async () => {
    await expect(read(await fileOf("v.csv", "key,text\na,b\n"))).rejects.toThrow(
      /no vector column "vector".*key, text/,
    );
    await expect(read(await fileOf("v.csv", "name,vector,x\na,[1],2\n"))).rejects.toThrow(/no key column/);
    await expect(read(await fileOf("v.csv", "key,vector\na,1 2\n"), { vectorColumn: "emb" })).rejects.toThrow(/"emb"/);
    await expect(read(await fileOf("v.bin", "xyz"))).rejects.toMatchObject({ code: "source-unusable" });
    await expect(read(await fileOf("v.csv", ""))).rejects.toMatchObject({ code: "source-unusable" });
  });
});

const words = sharedData("embeddings", "word2vec-top1000");
test.skipIf(words === null)("the same vectors from npy, CSV and Parquet", async () => {
  const file = (name: string): string => join(words as string, name);
  const npy = await read(file("vectors.npy"), { ids: file("ids.csv") });
  const csv = await read(file("vectors.csv"));
  const parquet = await read(file("vectors.parquet"));
  expect([npy.dims, npy.keys.length, npy.failures]).toEqual([300, 1000, []]);
  expect(parquet.keys).toEqual(npy.keys);
  expect(csv.keys).toEqual(npy.keys);
  const furthest = (vectors: number[][]): number =>
    Math.max(
      ...vectors.map((vector, at) =>
        Math.max(...vector.map((value, dim) => Math.abs(value - (npy.vectors[at]?.[dim] ?? Number.NaN)))),
      ),
    );
  expect(furthest(parquet.vectors)).toBe(0);
  expect(furthest(csv.vectors)).toBeLessThan(1e-5);
});
