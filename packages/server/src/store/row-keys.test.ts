import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { planRow } from "./catalog.fixture.ts";
import { Database } from "./database.ts";
import { RowKeys } from "./row-keys.ts";
import { appendRows, removeRows } from "./row-table.ts";
import { migrate } from "./schema.ts";

let directory: string;
let database: Database;
let reads: number;
let keys: RowKeys;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-keys-"));
  database = await Database.open(join(directory, "catalog.duckdb"));
  await migrate(database);
  reads = 0;
  keys = open();
});
afterEach(async () => {
  await keys.close();
  await database.close();
  await rm(directory, { recursive: true });
});

/** Counts reads, to tell what is answered from memory. */
const open = (mostBytes?: number): RowKeys =>
  new RowKeys(
    {
      read: (use) => {
        reads++;
        return database.read(use);
      },
      one: (sql, values) => database.one(sql, values),
    },
    mostBytes === undefined ? {} : { mostBytes },
  );

const keyOf = (ordinal: number): string => (ordinal % 7 === 0 ? `Zürich/æ ${ordinal} 🍏` : `k${ordinal}`);
async function add(first: number, count: number): Promise<void> {
  await database.write(async (tx) => {
    await appendRows(
      tx,
      Array.from({ length: count }, (_, i) => planRow({ key: keyOf(first + i) }, first + i)),
      [],
    );
    await tx.run("UPDATE settings SET value = ? WHERE name = 'next_ordinal'", [String(first + count)]);
  });
}
const always = () => true;

test("keys and ordinals are found, from memory once it is filled", async () => {
  await add(0, 40_000);
  const wanted = [39_999, 0, 7, 16_383, 16_384, 20_000];
  const expected = new Map(wanted.map((ordinal) => [ordinal, keyOf(ordinal)]));
  expect(await keys.keysOf(wanted)).toEqual(expected);
  await keys.whenFilled();
  const before = reads;
  expect(await keys.keysOf(wanted)).toEqual(expected);
  for (const ordinal of wanted) expect(keys.ordinalOf(keyOf(ordinal), always)).toBe(ordinal);
  expect(reads).toBe(before);
  expect(keys.ordinalOf("none", always)).toBeUndefined();
});

test("rows that came later are found at once, and packed when they are many", async () => {
  await add(0, 100);
  await keys.keysOf([1]);
  await keys.whenFilled();
  await add(100, 50);
  expect(await keys.keysOf([120])).toEqual(new Map([[120, keyOf(120)]]));
  expect(keys.ordinalOf(keyOf(120), always)).toBeUndefined();
  await add(150, 30_000);
  await keys.keysOf([1]);
  await keys.whenFilled();
  expect(keys.ordinalOf(keyOf(120), always)).toBe(120);
  expect(keys.ordinalOf(keyOf(30_149), always)).toBe(30_149);
});

test("a row that was deleted before has no key; of two rows that had a key in turn, the live one is found", async () => {
  await add(0, 50);
  await database.write((tx) => removeRows(tx, [3, 4]));
  await keys.keysOf([0]);
  await keys.whenFilled();
  expect(await keys.keysOf([2, 3, 4, 5])).toEqual(new Map([2, 5].map((ordinal) => [ordinal, keyOf(ordinal)])));
  expect(keys.ordinalOf(keyOf(3), always)).toBeUndefined();
  expect(keys.ordinalOf(keyOf(5), (ordinal) => ordinal !== 5)).toBeUndefined();
});

test("beyond its share of memory, keys are read from the database", async () => {
  await keys.close();
  keys = open(1);
  await add(0, 40_000);
  await keys.keysOf([0]);
  await keys.whenFilled();
  expect(keys.ordinalOf(keyOf(5), always)).toBe(5);
  expect(keys.ordinalOf(keyOf(30_000), always)).toBeUndefined();
  expect(await keys.keysOf([5, 30_000])).toEqual(new Map([5, 30_000].map((ordinal) => [ordinal, keyOf(ordinal)])));
});
