import type { FoundCluster } from "@pomona/compute/clustering/find-clusters";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCatalog } from "../../store/catalog.fixture.ts";
import { deleteClusters, insertClusters, listClusters } from "../../store/cluster-table.ts";
import type { Database } from "../../store/database.ts";
import { appendMapLines, createMapTable } from "../../store/map-tables.ts";
import { removeRows } from "../../store/row-table.ts";
import { MapThreads } from "../../workers/map-threads.ts";
import { nameClusters } from "./name-clusters.ts";

const MAP = { projection: 1, version: 1 };
const signal = new AbortController().signal;
const RECIPES = ["Bake the apple pie with cinnamon", "Slice apples for an apple pie", "Sugar for the apple pie"];
const SPORT = ["The goalkeeper saved a penalty", "A late goal after the penalty", "The penalty decided the final"];

/** 60 labelled images, 60 recipes, 60 reports and 20 rows of no cluster; the first two heaps are one on level 0. */
const heapOf = (row: number): number => Math.min(3, Math.floor(row / 60));
const rows = Array.from({ length: 200 }, (_, row) => {
  const heap = heapOf(row);
  const text = heap === 1 ? RECIPES[row % 3] : heap === 2 ? SPORT[row % 3] : null;
  return {
    key: `k${row}`,
    text: text ?? null,
    labels: heap === 0 ? (row % 10 === 0 ? ["pear"] : ["dog"]) : row % 2 === 0 ? ["pear"] : [],
    metadata: { camera: heap === 0 ? "Canon" : "Nikon", id: `id ${row}`, sharp: heap === 2 },
  };
});
const cluster = (id: number, level: number, parent: number | null, x: number): FoundCluster => {
  return { id, level, parent, rows: 60, x, y: 0 };
};
const found = [
  cluster(0, 0, null, 30),
  cluster(1, 0, null, 150),
  ...[0, 1].map((i) => cluster(2 + i, 1, 0, 30 + 60 * i)),
];

const threads = new MapThreads(1);
let database: Database;
beforeAll(async () => {
  database = await openCatalog({ fields: { camera: "string", id: "string", sharp: "boolean" }, rows });
  const ordinals = Uint32Array.from(rows.keys());
  const level = (id: (heap: number) => number): Int32Array => Int32Array.from(ordinals, (row) => id(heapOf(row)));
  await database.write(async (tx) => {
    await createMapTable(database, tx, MAP);
    await appendMapLines(tx, MAP, {
      rows: ordinals,
      x: Float32Array.from(ordinals),
      y: new Float32Array(200),
      placed: new Int8Array(200),
      misfit: new Float32Array(200),
      clusters: [level((h) => [0, 0, 1, -1][h] as number), level((h) => [2, 3, -1, -1][h] as number), level(() => -1)],
    });
  });
});
afterAll(async () => {
  await threads.close();
  await database.close();
});

test("names come from the label that a cluster is of, and from the terms of its texts where no value is its own", async () => {
  const named = await nameClusters({ database, maps: threads }, MAP, found, { signal });
  const byId = new Map(named.map((one) => [one.id, one]));
  expect(byId.get(2)?.name).toBe("dog");
  expect(byId.get(2)?.reasons).toContainEqual(expect.objectContaining({ kind: "label", value: "dog", share: 0.9 }));
  expect(byId.get(2)?.reasons).toContainEqual(
    expect.objectContaining({ kind: "metadata", field: "camera", value: "Canon" }),
  );
  expect(byId.get(3)?.name).toMatch(/apple pie/);
  expect(byId.get(1)?.name).toBe("sharp: true");
  expect(byId.get(1)?.reasons).toContainEqual(expect.objectContaining({ kind: "term", value: "penalty" }));
  for (const { reasons } of named) for (const { field } of reasons) expect(field).not.toBe("id");
});

test("typical rows are those nearest the middle, nearest first, and rows are those on the map", async () => {
  const named = await nameClusters({ database, maps: threads }, MAP, found, { signal });
  expect(named[0]).toMatchObject({ rows: 120, parent: null });
  expect(named[2]?.typical.slice(0, 5)).toEqual(["k30", "k29", "k31", "k28", "k32"]);
});

test("stored clusters come back with the rows they have now, without those that were deleted", async () => {
  const named = await nameClusters({ database, maps: threads }, MAP, found, { signal });
  await database.write((tx) => insertClusters(tx, MAP, named));
  const listed = await database.read((sql) => listClusters(sql, MAP));
  expect(listed).toEqual(named.map(({ typicalRows: _, ...rest }) => rest));
  await database.write((tx) => removeRows(tx, [30]));
  const [after] = (await database.read((sql) => listClusters(sql, MAP))).filter(({ id }) => id === 2);
  expect(after?.rows).toBe(59);
  expect(after?.typical[0]).toBe("k29");
  await database.write((tx) => deleteClusters(tx, MAP));
  expect(await database.read((sql) => listClusters(sql, MAP))).toEqual([]);
});

test("a map without clusters has no names, and one that is given up throws the reason", async () => {
  expect(await nameClusters({ database, maps: threads }, MAP, [], { signal })).toEqual([]);
  const given = AbortSignal.abort(new Error("enough"));
  await expect(nameClusters({ database, maps: threads }, MAP, found, { signal: given })).rejects.toThrow("enough");
});
