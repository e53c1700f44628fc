import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { vectorsRequest } from "@pomona/contract/spaces";
import { afterEach, beforeEach, expect, test } from "vitest";
import { planRow } from "../../store/catalog.fixture.ts";
import { appendRows, ordinalsOfKeys } from "../../store/row-table.ts";
import { listSegments } from "../../store/segment-table.ts";
import { spaceByName } from "../../store/space-table.ts";
import { npyHeader } from "../exports/export-npy.ts";
import { grantRoot } from "../imports/roots.ts";
import { directionOf, jobContext, openTestWorkspace, type TestWorkspace } from "../workspace.fixture.ts";
import { importVectors, putVectors } from "./vectors.ts";

const ROWS = 3000;
/** Large enough for the vectors to be scaled and written on threads. */
const DIMS = 512;

let catalog: TestWorkspace;
beforeEach(async () => {
  catalog = await openTestWorkspace(ROWS);
  await grantRoot(catalog.workspace.database, catalog.workspace.directory);
});
afterEach(() => catalog.close());

/** Imports vectors and their keys, one line each. */
async function importNpy(lines: { key: string; vector: Float32Array }[]) {
  const { directory } = catalog.workspace;
  const vectors = new Float32Array(lines.length * DIMS);
  lines.forEach(({ vector }, i) => {
    vectors.set(vector, i * DIMS);
  });
  await writeFile(join(directory, "v.npy"), [npyHeader(lines.length, DIMS), new Uint8Array(vectors.buffer)]);
  await writeFile(join(directory, "v.txt"), `${lines.map(({ key }) => key).join("\n")}\n`);
  const input = { space: "mine", path: join(directory, "v.npy"), ids: join(directory, "v.txt") };
  return importVectors(catalog.workspace)({ ...input, keyColumn: "key", vectorColumn: "vector" }, jobContext());
}

async function stored() {
  const { workspace } = catalog;
  const { id } = await spaceByName(workspace.database, "mine");
  const rows = Uint32Array.from({ length: ROWS }, (_, row) => row);
  const read = await workspace.vectors.read(workspace.live.target(id, DIMS), rows);
  return { ...read, segments: await listSegments(workspace.database, id) };
}

const scaled = (row: number, factor: number) => directionOf(row, DIMS).map((value) => value * factor);
const lineOf = (row: number) => ({ key: `k${row}`, vector: scaled(row, 3 + row) });

function expectDirection(vectors: Float32Array, row: number, like = row) {
  const expected = directionOf(like, DIMS);
  for (let i = 0; i < DIMS; i++)
    expect(Math.abs((vectors[row * DIMS + i] as number) - (expected[i] as number))).toBeLessThan(2e-7);
}

test("vectors in any order of keys reach their rows at length 1, as one segment", async () => {
  const shuffled = Array.from({ length: ROWS }, (_, i) => lineOf((i * 1009) % ROWS));
  expect(await importNpy(shuffled)).toMatchObject({ imported: ROWS, replaced: 0, failedCount: 0 });
  const { vectors, found, segments } = await stored();
  expect(found.every((one) => one === 1)).toBe(true);
  expect(segments.map(({ rowCount }) => rowCount)).toEqual([ROWS]);
  for (let row = 0; row < ROWS; row += 97) expectDirection(vectors, row);
});

test("the report names each bad line once, in order, and everything else is stored", async () => {
  const lines = Array.from({ length: ROWS }, (_, row) => lineOf(row));
  (lines[10] as { vector: Float32Array }).vector = new Float32Array(DIMS);
  (lines[1500] as { vector: Float32Array }).vector = scaled(1500, 1).fill(Number.NaN, 300, 301);
  (lines[2999] as { vector: Float32Array }).vector = scaled(2999, 1).fill(Number.NEGATIVE_INFINITY, 511);
  (lines[20] as { key: string }).key = "nobody";
  (lines[30] as { key: string }).key = " ";
  const report = await importNpy(lines);
  expect(report).toMatchObject({ imported: ROWS - 5, replaced: 0, failedCount: 5 });
  expect(report.failed.map(({ line, item, code }) => [line, item, code])).toEqual([
    [11, "k10", "zero-vector"],
    [21, "nobody", "unknown-key"],
    [31, "v.txt:31", "missing-key"],
    [1501, "k1500", "non-finite"],
    [3000, "k2999", "non-finite"],
  ]);
  expect(report.failed[3]?.message).toContain("position 301 ");
  const { vectors, found } = await stored();
  expect([...found.entries()].filter(([, one]) => one === 0).map(([row]) => row)).toEqual([10, 20, 30, 1500, 2999]);
  for (const row of [0, 9, 11, 19, 21, 29, 31, 1499, 1501, 2998]) expectDirection(vectors, row);
});

test("of a key given twice in a file the first vector counts, and the line of the second is told", async () => {
  const lines = Array.from({ length: ROWS }, (_, row) => lineOf(row));
  (lines[2000] as { key: string }).key = "k7";
  const report = await importNpy(lines);
  expect(report).toMatchObject({ imported: ROWS - 1, replaced: 0, failedCount: 1 });
  expect(report.failed).toMatchObject([{ item: "k7", line: 2001, code: "duplicate-key" }]);
  expectDirection((await stored()).vectors, 7);
});

test("a vector that was refused does not stand in the way of another with its key", async () => {
  const lines = [7, 8, 9].map(lineOf);
  lines[0] = { key: "k7", vector: new Float32Array(DIMS) };
  lines[2] = { key: "k7", vector: scaled(9, 1) };
  const report = await importNpy(lines);
  expect(report).toMatchObject({ imported: 2, failed: [{ line: 1, code: "zero-vector" }], failedCount: 1 });
  expectDirection((await stored()).vectors, 7, 9);
});

test("importing again replaces", async () => {
  const lines = Array.from({ length: 100 }, (_, row) => ({ key: `k${row}`, vector: scaled(row + 1, 2) }));
  expect(await importNpy(lines)).toMatchObject({ imported: 100, replaced: 0, failedCount: 0 });
  expect(await importNpy(lines.map((_, row) => lineOf(row)))).toMatchObject({ imported: 0, replaced: 100 });
  expectDirection((await stored()).vectors, 7);
});

test("a space is not left behind by a file of which nothing could be stored", async () => {
  const report = await importNpy([{ key: "nobody", vector: directionOf(1, DIMS) }]);
  expect(report).toMatchObject({ imported: 0, failedCount: 1 });
  await expect(spaceByName(catalog.workspace.database, "mine")).rejects.toMatchObject({ code: "space-not-found" });
});

test("keys with quotes, line breaks, NUL and characters beyond 16 bits find their rows", async () => {
  const odd = ['"', "a\\b", "line\nbreak", "tab\t", "nul\u0000x", "🍏/é", "[1]", "null"];
  const { database } = catalog.workspace;
  await database.write((tx) =>
    appendRows(
      tx,
      odd.map((key, i) => planRow({ key }, ROWS + i)),
      [],
    ),
  );
  catalog.workspace.live.cover(ROWS + odd.length);
  const { places, ordinals } = await database.read((sql) => ordinalsOfKeys(sql, ["none", ...odd, "\ud800"]));
  expect(places.map((place, i) => [place, ordinals[i]]).sort((a, b) => (a[0] as number) - (b[0] as number))).toEqual(
    odd.map((_, i) => [i + 1, ROWS + i]),
  );
  const vectors = odd.map((key, i) => ({ key, vector: [1, i] }));
  expect(await putVectors(catalog.workspace, { space: "odd", vectors })).toMatchObject({
    imported: odd.length,
    failedCount: 0,
  });
});

test("of a key given twice in a request the first vector counts, and the second is told", async () => {
  const entry = (key: string, row: number) => ({ key, vector: [...directionOf(row, DIMS)] });
  const vectors = [entry("k1", 1), entry("k2", 2), entry("k1", 3)];
  const report = await putVectors(catalog.workspace, { space: "mine", vectors });
  expect(report).toMatchObject({ imported: 2, replaced: 0, failedCount: 1 });
  expect(report.failed).toMatchObject([{ item: "k1", code: "duplicate-key" }]);
  expectDirection((await stored()).vectors, 1);
});

const encodeVector = (values: Float32Array): string => Buffer.from(values.buffer).toString("base64");

test("a vector given as base64 is the one given as numbers, and one that is not finite is told", async () => {
  const given = Float32Array.from(directionOf(1, DIMS), (value) => value * 3);
  const vectors = [
    { key: "k1", vector: encodeVector(given) },
    { key: "k2", vector: Array.from(given) },
    { key: "k3", vector: encodeVector(given.map((value, i) => (i === 1 ? Number.NaN : value))) },
  ];
  expect(vectorsRequest.parse({ space: "mine", vectors }).vectors).toEqual(vectors);
  const report = await putVectors(catalog.workspace, { space: "mine", vectors });
  expect(report).toMatchObject({ imported: 2, failedCount: 1, failed: [{ item: "k3" }] });
  const kept = (await stored()).vectors;
  expect(kept.subarray(DIMS, 2 * DIMS)).toEqual(kept.subarray(2 * DIMS, 3 * DIMS));
  expectDirection(kept, 1);
});

test("base64 that is not 2 to 4096 whole float32 values is refused", () => {
  const accepts = (vector: string): boolean =>
    vectorsRequest.safeParse({ space: "mine", vectors: [{ key: "k1", vector }] }).success;
  expect(accepts(encodeVector(new Float32Array(2)))).toBe(true);
  expect(accepts(encodeVector(new Float32Array(4096)))).toBe(true);
  for (const dims of [0, 1, 4097]) expect(accepts(encodeVector(new Float32Array(dims)))).toBe(false);
  expect(accepts(Buffer.alloc(10).toString("base64"))).toBe(false);
  expect(accepts("not base64!!")).toBe(false);
});
