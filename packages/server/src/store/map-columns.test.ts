import { afterEach, expect, test } from "vitest";
import { appendPlaces, openCatalog, type PlannedPlace } from "./catalog.fixture.ts";
import type { Database } from "./database.ts";
import { type MapColumns, readMapAdditions, readMapColumns } from "./map-columns.ts";
import { appendMapLines, removeMapLines } from "./map-tables.ts";

const map = { projection: 1, version: 3 };
let database: Database;
afterEach(() => database.close());

async function openMap(places: readonly PlannedPlace[]): Promise<void> {
  database = await openCatalog({ rows: [], maps: [{ projection: "Map", version: 3, places }] });
}
const read = (): Promise<MapColumns> => database.read((sql) => readMapColumns(sql, map));
const readAfter = (token: string): Promise<MapColumns | null> =>
  database.read((sql) => readMapAdditions(sql, map, token));
const add = (places: readonly PlannedPlace[]): Promise<void> => database.write((tx) => appendPlaces(tx, map, places));
const rowsOf = (columns: MapColumns | null): number[] | null => columns && [...columns.rows];

test("places come rising by ordinal, however they were written", async () => {
  await openMap([
    { row: 7, x: 0.5, y: -2, placed: 1 },
    { row: 2, x: 1, y: 1 },
    { row: 9, x: 3, y: 4, placed: 2 },
  ]);
  const { rows, x, y, placed } = await read();
  expect([rows, x, y, placed].map((column) => [...column])).toEqual([
    [2, 7, 9],
    [1, 0.5, 3],
    [1, -2, 4],
    [0, 1, 2],
  ]);
});

test("a map without rows has columns without entries", async () => {
  await openMap([]);
  const { rows, token } = await read();
  expect([...rows]).toEqual([]);
  await add([{ row: 0, x: 1, y: 2 }]);
  expect(rowsOf(await readAfter(token))).toEqual([0]);
});

test("what came after a token is told, and nothing when nothing did", async () => {
  await openMap([
    { row: 5, x: 0, y: 0 },
    { row: 1, x: 1, y: 1 },
  ]);
  const { token } = await read();
  expect((await readAfter(token))?.token).toBe(token);
  expect(rowsOf(await readAfter(token))).toEqual([]);
  await add([{ row: 8, x: 2, y: 2, placed: 2 }]);
  await add([{ row: 3, x: 3, y: 3, placed: 2 }]);
  const added = await readAfter(token);
  expect([rowsOf(added), [...(added?.x ?? [])]]).toEqual([
    [3, 8],
    [3, 2],
  ]);
  expect(added?.token).toBe((await read()).token);
});

test("a token of what has changed, of another version, or made up, gives all", async () => {
  await openMap([
    { row: 1, x: 1, y: 1 },
    { row: 2, x: 2, y: 2 },
    { row: 3, x: 3, y: 3 },
  ]);
  const { token } = await read();
  for (const other of ["", "3-1", token.replace("3-", "4-"), token.replace("-3-", "-4-"), `${token}0`])
    expect(await readAfter(other)).toBeNull();
  await database.write((tx) => removeMapLines(tx, map, [2]));
  expect(await readAfter(token)).toBeNull();
  await add([{ row: 2, x: 5, y: 5, placed: 2 }]);
  expect(await readAfter(token)).toBeNull();
});

test("tokens outlast a checkpoint after many rows were taken off", async () => {
  const count = 400_000;
  await openMap([]);
  const column = (value: (i: number) => number) => Float32Array.from({ length: count }, (_, i) => value(i));
  await database.write((tx) =>
    appendMapLines(tx, map, {
      // No ordinal follows the one before it, so that an order lost in reading would show.
      rows: Uint32Array.from({ length: count }, (_, i) => (i * 7919) % count),
      x: column((i) => i),
      y: column((i) => -i),
      placed: new Uint8Array(count),
      misfit: column(() => 0),
      clusters: [0, 1, 2].map(() => new Int32Array(count)),
    }),
  );
  const whole = await read();
  expect(whole.x.every((x, row) => (x * 7919) % count === row)).toBe(true);
  expect(whole.y[7919]).toBe(-1);
  await database.write(async (tx) => {
    await removeMapLines(
      tx,
      map,
      Uint32Array.from({ length: count / 2 }, (_, i) => i * 2),
    );
    database.ddlChanged();
  });
  expect(await readAfter(whole.token)).toBeNull();
  const half = await read();
  expect(half.rows.length).toBe(count / 2);
  await add([{ row: 0, x: 1, y: 2 }]);
  expect(rowsOf(await readAfter(half.token))).toEqual([0]);
});
