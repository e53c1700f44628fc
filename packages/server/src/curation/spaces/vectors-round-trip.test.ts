import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExportRequest } from "@pomona/contract/projects";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import { exportRows } from "../exports/export-rows.ts";
import { grantRoot } from "../imports/roots.ts";
import { queryContext } from "../queries/workspace-query.ts";
import { directionOf, externalSpace, jobContext, openTestWorkspace, storeSegment } from "../workspace.fixture.ts";
import { importVectors } from "./vectors.ts";

const ROWS = 600;
const DIMS = 7;
let catalog: Awaited<ReturnType<typeof openTestWorkspace>>;
let space: SpaceRecord;
/** Rows with a vector: not all, in two segments whose rows are interleaved. */
const withVector = Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 5 !== 0);

beforeAll(async () => {
  catalog = await openTestWorkspace(ROWS);
  space = await externalSpace(catalog.workspace, "mine", DIMS);
  for (const half of [0, 1])
    await storeSegment(
      catalog.workspace,
      space,
      withVector.filter((row) => row % 2 === half),
    );
  await grantRoot(catalog.workspace.database, catalog.workspace.directory);
});
afterAll(() => catalog.close());

async function exported(request: Omit<ExportRequest, "selection">, filter = "true") {
  const file = await exportRows(queryContext(catalog.workspace), { selection: { filter }, ...request });
  return { ...file, bytes: Buffer.from(await new Response(file.stream).arrayBuffer()) };
}

async function importInto(
  name: string,
  file: string,
  content: Uint8Array,
  options: { ids?: Uint8Array; column?: string },
) {
  const path = join(catalog.workspace.directory, file);
  await writeFile(path, content);
  const ids = options.ids && join(catalog.workspace.directory, `${file}.ids.txt`);
  if (ids && options.ids) await writeFile(ids, options.ids);
  const input = { space: name, path, keyColumn: "key", vectorColumn: options.column ?? "vector" };
  return importVectors(catalog.workspace)({ ...input, ...(ids ? { ids } : {}) }, jobContext());
}

async function expectSameVectors(name: string) {
  const { vectors, live, database } = catalog.workspace;
  const rows = Uint32Array.from({ length: ROWS }, (_, row) => row);
  const copy = await vectors.read(live.target((await spaceByName(database, name)).id, DIMS), rows);
  const own = await vectors.read(live.target(space.id, DIMS), rows);
  expect([...copy.found]).toEqual([...own.found]);
  for (let i = 0; i < own.vectors.length; i++)
    expect(Math.abs((copy.vectors[i] as number) - (own.vectors[i] as number))).toBeLessThan(2e-7);
}

describe("vectors that were exported come back the same", () => {
  test("as .npy with ids", async () => {
    const npy = await exported({ format: "npy", vectors: ["mine"] });
    const ids = await exported({ format: "ids", vectors: ["mine"] });
    expect(ids.bytes.toString().trimEnd().split("\n")).toEqual(withVector.map((row) => `k${row}`));
    expect(ids.tag).toBe(npy.tag);
    const report = await importInto("npy", "v.npy", npy.bytes, { ids: ids.bytes });
    expect(report).toMatchObject({ imported: withVector.length, failedCount: 0 });
    await expectSameVectors("npy");
  });

  test("as Parquet", async () => {
    const { bytes } = await exported({ format: "parquet", vectors: ["mine"] });
    const report = await importInto("parquet", "v.parquet", bytes, { column: "vector.mine" });
    expect(report).toMatchObject({ imported: withVector.length, failedCount: ROWS - withVector.length });
    await expectSameVectors("parquet");
  });

  test("as Arrow", async () => {
    const { bytes } = await exported({ format: "arrow", vectors: ["mine"] });
    const report = await importInto("arrow", "v.arrow", bytes, { column: "vector.mine" });
    expect(report).toMatchObject({ imported: withVector.length, failedCount: ROWS - withVector.length });
    await expectSameVectors("arrow");
  });

  test("as NDJSON", async () => {
    const { bytes } = await exported({ format: "ndjson", vectors: ["mine"] });
    const lines = bytes
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { key: string; vectors: { mine: number[] | null } })
      .flatMap(({ key, vectors }) => (vectors.mine ? [JSON.stringify({ key, vector: vectors.mine })] : []));
    const report = await importInto("ndjson", "v.ndjson", Buffer.from(lines.join("\n")), {});
    expect(report).toMatchObject({ imported: withVector.length, failedCount: 0 });
    await expectSameVectors("ndjson");
  });
});

describe("a .npy export", () => {
  test("has the header numpy writes: aligned to 64 bytes, shape and order, then the vectors as they are stored", async () => {
    const { bytes } = await exported({ format: "npy", vectors: ["mine"] }, "key = 'k3'");
    const start = 10 + bytes.readUInt16LE(8);
    expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x93NUMPY\x01\x00");
    expect(start % 64).toBe(0);
    expect(bytes.subarray(10, start).toString("latin1").trimEnd()).toBe(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 7), }",
    );
    const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
    expect(values).toEqual(directionOf(3, DIMS));
  });

  test("of no rows has the shape (0, dims)", async () => {
    const { bytes } = await exported({ format: "npy", vectors: ["mine"] }, "key = 'k0'");
    expect(bytes.toString("latin1")).toContain("'shape': (0, 7)");
    expect((await exported({ format: "ids", vectors: ["mine"] }, "key = 'k0'")).bytes).toHaveLength(0);
  });

  test("keeps the order of a sort, in its ids too", async () => {
    const request = { vectors: ["mine"], sort: { field: "key", descending: true }, limit: 40 };
    const ids = (await exported({ ...request, format: "ids" })).bytes.toString().trimEnd().split("\n");
    const { bytes } = await exported({ ...request, format: "npy" });
    const start = 10 + bytes.readUInt16LE(8);
    const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
    expect(ids).toEqual([...ids].sort().reverse());
    expect(values).toHaveLength(ids.length * DIMS);
    ids.forEach((key, i) => {
      expect(values.subarray(i * DIMS, (i + 1) * DIMS)).toEqual(directionOf(Number(key.slice(1)), DIMS));
    });
  });

  test("holds one space; ids without a space are all keys", async () => {
    await expect(exported({ format: "npy" })).rejects.toMatchObject({ code: "bad-request" });
    const ids = (await exported({ format: "ids" })).bytes.toString().trimEnd().split("\n");
    expect(ids).toHaveLength(ROWS);
  });

  test("fails rather than shift rows when one is deleted while it is read", async () => {
    const context = queryContext(catalog.workspace);
    const read: typeof context.readVectors = async (name, ordinals) => {
      const page = await context.readVectors(name, ordinals);
      page.found[3] = 0;
      return page;
    };
    const file = await exportRows(
      { ...context, readVectors: read },
      { selection: { filter: "true" }, format: "npy", vectors: ["mine"] },
    );
    await expect(new Response(file.stream).arrayBuffer()).rejects.toMatchObject({ code: "count-changed" });
  });
});

test("an Arrow export has typed columns and a fixed-size list that is null where a row has no vector", async () => {
  const table = tableFromIPC((await exported({ format: "arrow", vectors: ["mine"] })).bytes);
  const types = Object.fromEntries(table.schema.fields.map((field) => [field.name, String(field.type)]));
  expect(types).toMatchObject({
    key: "Utf8",
    labels: "List<Utf8>",
    width: "Int32",
    bytes: "Int64",
    created: "Timestamp<MILLISECOND>",
    "vector.mine": "FixedSizeList[7]<Float32>",
  });
  expect(table.numRows).toBe(ROWS);
  expect(table.getChild("vector.mine")?.get(0)).toBeNull();
  expect(table.getChild("vector.mine")?.get(3)?.toArray()).toEqual(directionOf(3, DIMS));
  expect(table.getChild("key")?.get(3)).toBe("k3");
  const none = tableFromIPC((await exported({ format: "arrow" }, "key = 'none'")).bytes);
  expect([none.numRows, none.schema.fields.length]).toEqual([0, table.schema.fields.length - 1]);
});
