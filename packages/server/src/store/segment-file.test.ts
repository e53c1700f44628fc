import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCodeFile } from "./code-file.ts";
import { openVectorFile } from "./segment-file.ts";
import { publishSegment, type SegmentContent, segmentSteps } from "./segment-writer.ts";
import { unitVectors } from "./vector-store.cases.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pomona-segment-file-"));
  path = join(folder, "a.arrow");
});
afterEach(() => rm(folder, { recursive: true }));

async function writeSegmentFile(at: string, content: SegmentContent) {
  const steps = segmentSteps(at, content);
  let step = steps.next();
  while (!step.done) step = steps.next();
  await publishSegment(at);
  return step.value;
}

const rowsOf = (count: number) => Uint32Array.from({ length: count }, (_, i) => i * 3);

test.each([
  [2, 1],
  [3, 50],
  [7, 333],
  [16, 64],
  [512, 100],
  [4096, 5],
])("apache-arrow reads back %i dims, %i rows", async (dims, count) => {
  const vectors = unitVectors(count, dims, dims);
  await writeSegmentFile(path, { dims, rows: rowsOf(count), vectors });
  const table = tableFromIPC(await readFile(path));
  expect(table.schema.fields.map(String)).toEqual(["row: Uint32", `vector: FixedSizeList[${dims}]<Float32>`]);
  expect(table.numRows).toBe(count);
  expect(table.getChild("row")?.toArray()).toEqual(rowsOf(count));
  for (const i of [0, count >> 1, count - 1])
    expect(table.getChild("vector")?.get(i)?.toArray()).toEqual(vectors.subarray(i * dims, (i + 1) * dims));
});

test("several record batches are one table, each with its vectors 64-byte aligned where the reader says", async () => {
  const dims = 5;
  const vectors = unitVectors(100, dims, 1);
  await writeSegmentFile(path, { dims, rows: rowsOf(100), vectors, batchBytes: 30 * dims * 4 });
  const bytes = await readFile(path);
  const table = tableFromIPC(bytes);
  expect(table.batches.map((batch) => batch.numRows)).toEqual([30, 30, 30, 10]);
  expect(table.getChild("row")?.toArray()).toEqual(rowsOf(100));
  const { rows, batches } = await openVectorFile(path, dims, 100);
  expect([...rows]).toEqual([...rowsOf(100)]);
  let start = 0;
  for (const { rowCount, vectorsOffset, rowsOffset } of batches) {
    expect([vectorsOffset % 64, rowsOffset % 64]).toEqual([0, 0]);
    const stored = new Float32Array(bytes.buffer.slice(bytes.byteOffset + vectorsOffset), 0, rowCount * dims);
    expect(stored).toEqual(vectors.subarray(start * dims, (start + rowCount) * dims));
    start += rowCount;
  }
  expect(start).toBe(100);
});

test("size and sha256 are those of the file, and no temporary file is left", async () => {
  const written = await writeSegmentFile(path, { dims: 4, rows: rowsOf(10), vectors: unitVectors(10, 4, 1) });
  const bytes = await readFile(path);
  expect(written).toMatchObject({
    file: "a.arrow",
    rowCount: 10,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  await expect(
    writeSegmentFile(join(folder, "b.arrow"), { dims: 1, rows: rowsOf(1), vectors: Float32Array.of(Number.NaN) }),
  ).rejects.toThrow("not finite");
  expect((await readdir(folder)).sort()).toEqual(["a.arrow", "a.arrow.codes"]);
});

test("writing that stops midway, or at a value that is not finite, leaves no file", async () => {
  const content = { dims: 512, rows: rowsOf(5000), vectors: unitVectors(5000, 512, 1) };
  const steps = segmentSteps(path, content);
  steps.next();
  expect((await readdir(folder)).sort()).toEqual(["a.arrow.codes.tmp", "a.arrow.tmp"]);
  steps.return({ file: "", rowCount: 0, bytes: 0, sha256: "" });
  expect(await readdir(folder)).toEqual([]);
  content.vectors[4000 * 512 + 7] = Number.POSITIVE_INFINITY;
  await expect(writeSegmentFile(path, content)).rejects.toThrow("row 12000 ");
  expect(await readdir(folder)).toEqual([]);
});

test("rows in any order are stored rising, their vectors with them, and the sidecar is of those vectors", async () => {
  const dims = 300;
  const rows = Uint32Array.from({ length: 4000 }, (_, i) => (i * 1009) % 4000);
  const vectors = unitVectors(4000, dims, 2);
  const { sha256 } = await writeSegmentFile(path, { dims, rows, vectors, batchBytes: 1500 * dims * 4 });
  const table = tableFromIPC(await readFile(path));
  expect(table.batches.map((batch) => batch.numRows)).toEqual([1500, 1500, 1000]);
  expect(table.getChild("row")?.toArray()).toEqual(rows.slice().sort());
  rows.forEach((row, i) => {
    if (i % 97 === 0)
      expect(table.getChild("vector")?.get(row)?.toArray()).toEqual(vectors.subarray(i * dims, (i + 1) * dims));
  });
  expect(openCodeFile(`${path}.codes`, { dims, rowCount: 4000, sha256 })?.blockRows).toBeLessThan(4000);
});

test("a bit that flips in the footer's length or the closing magic is reported", async () => {
  const rows = rowsOf(40);
  await writeSegmentFile(path, { dims: 3, rows, vectors: unitVectors(40, 3, 1), batchBytes: 20 * 12 });
  const bytes = await readFile(path);
  for (let at = bytes.length - 10; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] as number) ^ (1 << (at & 7));
    await writeFile(path, flipped);
    await expect(openVectorFile(path, 3, 40)).rejects.toMatchObject({ code: "internal", fields: { path } });
  }
});
