import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { Database } from "../../store/database.ts";
import { LiveVectors } from "../../store/live-vectors.ts";
import { closeRowLookup, openRowLookup } from "../../store/row-lookup.ts";
import { removeRows } from "../../store/row-table.ts";
import { migrate } from "../../store/schema.ts";
import { appendEmbeddings } from "../../store/segment-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import { putInlineRows } from "./edit-rows.ts";
import { type Candidate, type PutRequest, putRows } from "./put-rows.ts";

let directory: string;
let database: Database;
let workspace: Workspace;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-put-"));
  database = await Database.open(join(directory, "catalog.duckdb"));
  await migrate(database);
  workspace = { database, live: new LiveVectors(), clock: systemClock } as Workspace;
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const text = (key: string, content: string, more: Partial<Candidate> = {}): Candidate => ({
  key,
  item: key,
  mediaType: "text",
  labels: [],
  tags: [],
  metadata: {},
  text: content,
  uri: null,
  contentKind: "inline",
  contentHash: `hash of ${content}`,
  bytes: content.length,
  width: null,
  height: null,
  format: "text",
  ...more,
});
const put = (candidates: Candidate[], more: Partial<PutRequest> = {}) =>
  putRows(workspace, { dataset: "d", candidates, metadataTypes: {}, spaces: [], ...more });
const SPACE = { id: 7, modalities: ["text"] } as unknown as SpaceRecord;

test("importing the same rows again changes nothing", async () => {
  expect(await put([text("a", "one"), text("b", "two")])).toMatchObject({ imported: 2, replaced: 0, unchanged: 0 });
  const before = await database.all("SELECT * FROM rows ORDER BY row");
  expect(await put([text("a", "one"), text("b", "two")])).toMatchObject({ imported: 0, replaced: 0, unchanged: 2 });
  expect(await database.all("SELECT * FROM rows ORDER BY row")).toEqual(before);
});

test("a lookup open for an import changes nothing but the time", async () => {
  const batches: Candidate[][] = [
    [text("a", "one"), text("b", "two"), text("c", "one")],
    [text("a", "one"), text("b", "four"), text("d", "two"), text("e", "five")],
    [text("d", "one"), text("f", "five"), text("g", "two"), text("c", "one", { labels: ["x"] })],
  ];
  const failing = { alsoCommit: () => Promise.reject(new Error("disk full")) };
  const importAll = async (isOpen: boolean) => {
    const outcomes = [await put([text("z", "four")])];
    if (isOpen) await database.write(openRowLookup);
    for (const batch of batches) {
      await expect(put([...batch, text("new", "one")], failing)).rejects.toThrow("disk full");
      outcomes.push(await put(batch));
    }
    await database.write(closeRowLookup);
    const rows = await database.all("SELECT row, key, content_hash, labels, duplicate FROM rows ORDER BY row");
    await database.write(async (tx) => {
      await removeRows(
        tx,
        rows.map(({ row }) => Number(row)),
      );
      await tx.run("UPDATE settings SET value = '0' WHERE name = 'next_ordinal'");
    });
    return { outcomes, rows };
  };
  const expected = await importAll(false);
  expect(expected.rows.filter(({ duplicate }) => !duplicate)).toMatchObject([{ key: "g" }]);
  expect(await importAll(true)).toEqual(expected);
});

test("changed content gets a new ordinal, a new pending embedding and keeps its batches", async () => {
  await put([text("a", "one"), text("b", "two")], { spaces: [SPACE] });
  await database.write(async (tx) => {
    await tx.run("DELETE FROM embeddings");
    await appendEmbeddings(tx, 7, [
      { row: 0, state: "ready", segment: 3 },
      { row: 1, state: "ready", segment: 3 },
    ]);
    await tx.run("INSERT INTO batch_rows VALUES (1, 1, 0, 0), (1, 1, 1, 1)");
  });
  workspace.live.add(7, { id: 3, file: "x", rowCount: 2, bytes: 64, sha256: "" }, [0, 1]);
  expect(await put([text("a", "one, changed")], { spaces: [SPACE] })).toMatchObject({ replaced: 1, imported: 0 });
  expect(await database.all("SELECT row, key FROM rows ORDER BY row")).toEqual([
    { row: 1, key: "b" },
    { row: 2, key: "a" },
  ]);
  expect(await database.all("SELECT row, state, segment FROM embeddings ORDER BY row")).toEqual([
    { row: 1, state: "ready", segment: 3 },
    { row: 2, state: "pending", segment: null },
  ]);
  expect(await database.all("SELECT row, position FROM batch_rows ORDER BY position")).toEqual([
    { row: 2, position: 0 },
    { row: 1, position: 1 },
  ]);
  expect([...workspace.live.target(7, 4).owners]).toEqual([0, 3, 0]);
});

test("changed labels or metadata keep the ordinal, the vector and the time of arrival", async () => {
  await put([text("a", "one", { labels: ["x"] })]);
  const before = await database.one("SELECT row, created FROM rows");
  expect(
    await put([text("a", "one", { labels: ["y"], metadata: { price: 3 } })], { metadataTypes: { price: "number" } }),
  ).toMatchObject({ replaced: 1 });
  expect(await database.one("SELECT row, created, labels, m_1 FROM rows")).toEqual({
    ...before,
    labels: ["y"],
    m_1: 3,
  });
});

test("the same content under two keys is kept twice and reported once", async () => {
  expect(await put([text("a", "same"), text("b", "same"), text("c", "other")])).toMatchObject({
    imported: 3,
    duplicates: 1,
  });
  expect(await put([text("d", "same")])).toMatchObject({ imported: 1, duplicates: 1 });
  expect(await database.all("SELECT key, duplicate FROM rows ORDER BY key")).toEqual([
    { key: "a", duplicate: true },
    { key: "b", duplicate: true },
    { key: "c", duplicate: false },
    { key: "d", duplicate: true },
  ]);
});

test("a duplicate mark goes when the other row does", async () => {
  await put([text("a", "same"), text("b", "same")]);
  await put([text("a", "now different")]);
  expect(await database.all("SELECT key, duplicate FROM rows ORDER BY key")).toEqual([
    { key: "a", duplicate: false },
    { key: "b", duplicate: false },
  ]);
});

test("a key of another dataset is refused by name, and the rest goes in", async () => {
  await put([text("a", "one")]);
  const outcome = await put([text("a", "mine now"), text("b", "two")], { dataset: "other" });
  expect(outcome).toMatchObject({ imported: 1, failures: [{ item: "a", code: "duplicate-key" }] });
  expect(outcome.failures[0]?.message).toContain('dataset "d"');
});

test("a metadata field of another type than the catalog's is refused whole", async () => {
  await put([text("a", "one", { metadata: { price: 3 } })], { metadataTypes: { price: "number" } });
  await expect(
    put([text("b", "two", { metadata: { price: "cheap" } })], { metadataTypes: { price: "string" } }),
  ).rejects.toThrow(/"price" holds number values/);
  expect(await database.all("SELECT key FROM rows")).toEqual([{ key: "a" }]);
});

test("nothing is written when what is committed along fails", async () => {
  await expect(put([text("a", "one")], { alsoCommit: () => Promise.reject(new Error("disk full")) })).rejects.toThrow(
    "disk full",
  );
  expect(await database.all("SELECT key FROM rows")).toEqual([]);
  expect(await database.all("SELECT name FROM datasets")).toEqual([]);
  expect(await put([text("a", "one")])).toMatchObject({ imported: 1 });
});

test("rows that are unchanged but lack a target space become pending in it", async () => {
  await put([text("a", "one")]);
  expect(await put([text("a", "one"), text("b", "two")], { spaces: [SPACE] })).toMatchObject({
    unchanged: 1,
    imported: 1,
  });
  expect(await database.all("SELECT row, state FROM embeddings ORDER BY row")).toEqual([
    { row: 0, state: "pending" },
    { row: 1, state: "pending" },
  ]);
});

const NUMBERS = { metadataTypes: { price: "number", size: "number" } } as const;
const held = () => database.one("SELECT labels, tags, m_1 AS price, m_2 AS size, uri FROM rows WHERE key = 'a'");
/** A row as its source says it, edited by hand since. */
const putAndEdit = async () => {
  await put(
    [text("a", "one", { labels: ["cat"], tags: ["t"], uri: "/old/a.txt", metadata: { price: 3, size: 5 } })],
    NUMBERS,
  );
  await database.write((tx) =>
    tx.run("UPDATE rows SET labels = ['lynx'], tags = ['checked'], m_1 = 4 WHERE key = 'a'"),
  );
};

test("a renamed folder leaves labels, tags and metadata edited by hand as they are", async () => {
  await putAndEdit();
  const renamed = text("a", "one", {
    labels: ["cat"],
    tags: ["t"],
    uri: "/new/a.txt",
    metadata: { price: 3, size: 5 },
  });
  expect(await put([renamed], NUMBERS)).toMatchObject({ replaced: 1 });
  expect(await held()).toEqual({ labels: ["lynx"], tags: ["checked"], price: 4, size: 5, uri: "/new/a.txt" });
});

test("what the source says differently from its last import is written, and only that", async () => {
  await putAndEdit();
  const changed = text("a", "one", { labels: ["cat"], tags: ["u"], metadata: { price: 3, size: 6 } });
  await put([changed], NUMBERS);
  expect(await held()).toMatchObject({ labels: ["lynx"], tags: ["u"], price: 4, size: 6 });
  await put([{ ...changed, labels: ["dog"], metadata: { price: null, size: 6 } }], NUMBERS);
  expect(await held()).toMatchObject({ labels: ["dog"], tags: ["u"], price: null, size: 6 });
});

test("a metadata field that a source does not name stays, and is remembered as it was last said", async () => {
  await putAndEdit();
  await put([text("a", "one", { labels: ["cat"], tags: ["t"], metadata: { size: 6 } })], NUMBERS);
  expect(await held()).toMatchObject({ price: 4, size: 6 });
  await put([text("a", "one", { labels: ["cat"], tags: ["t"], metadata: { price: 3, size: 7 } })], NUMBERS);
  expect(await held()).toMatchObject({ price: 4, size: 7 });
});

test("labels, tags and metadata edited by hand outlive a change of content", async () => {
  await putAndEdit();
  await put([text("a", "two", { labels: ["cat"], tags: ["t"], metadata: { price: 3, size: 6 } })], NUMBERS);
  expect(await held()).toMatchObject({ labels: ["lynx"], tags: ["checked"], price: 4, size: 6 });
  expect(await database.all("SELECT row, text FROM rows")).toEqual([{ row: 1, text: "two" }]);
});

test("dates, lists and truth values edited by hand outlive an import", async () => {
  const metadataTypes = { day: "datetime", names: "strings", good: "boolean", note: "string" } as const;
  const metadata = { day: "2024-05-06T00:00:00.000Z", names: ["x", "y"], good: true, note: "n" };
  const values = () => database.one("SELECT m_1, m_2, m_3, m_4 FROM rows");
  await put([text("a", "one", { metadata })], { metadataTypes });
  await database.write((tx) =>
    tx.run("UPDATE rows SET m_1 = TIMESTAMP '2020-01-02 03:04:05.678', m_2 = ['z'], m_3 = false, m_4 = NULL"),
  );
  const before = await values();
  expect(await put([text("a", "one", { metadata, uri: "elsewhere" })], { metadataTypes })).toMatchObject({
    replaced: 1,
  });
  expect(await values()).toEqual(before);
});

test("importing with copies makes a file's row refer to the copy, and a later import without does not undo it", async () => {
  const image = text("a", "picture", { mediaType: "image", text: null, uri: "/photos/a.png", contentKind: "file" });
  const kind = () => database.one("SELECT row, content_kind, uri FROM rows");
  await put([image]);
  expect(await put([{ ...image, contentKind: "blob" }])).toMatchObject({ replaced: 1, unchanged: 0 });
  expect(await kind()).toEqual({ row: 0, content_kind: "blob", uri: "/photos/a.png" });
  expect(await put([image])).toMatchObject({ replaced: 0, unchanged: 1 });
  await put([{ ...image, uri: "/moved/a.png" }]);
  expect(await kind()).toEqual({ row: 0, content_kind: "blob", uri: "/moved/a.png" });
  await put([{ ...image, contentHash: "hash of another" }]);
  expect(await kind()).toEqual({ row: 1, content_kind: "file", uri: "/photos/a.png" });
});

test("two rows that swap contents are no duplicates", async () => {
  await put([text("a", "one"), text("b", "two")]);
  expect(await put([text("a", "two"), text("b", "one")])).toMatchObject({ replaced: 2, duplicates: 0 });
  expect(await database.all("SELECT key, text, duplicate FROM rows ORDER BY key")).toEqual([
    { key: "a", text: "two", duplicate: false },
    { key: "b", text: "one", duplicate: false },
  ]);
});

test("a row that takes over the content of one that stays is a duplicate of it", async () => {
  await put([text("a", "one"), text("b", "two"), text("c", "two")]);
  expect(await put([text("a", "two"), text("b", "one")])).toMatchObject({ replaced: 2, duplicates: 1 });
  expect(await database.all("SELECT key, duplicate FROM rows ORDER BY key")).toEqual([
    { key: "a", duplicate: true },
    { key: "b", duplicate: false },
    { key: "c", duplicate: true },
  ]);
});

test("rows of a request that was given up are not written", async () => {
  const rows = [{ key: "a", text: "one" }];
  await expect(putInlineRows(workspace, { dataset: "d", rows }, AbortSignal.abort())).rejects.toThrow(/abort/i);
  expect(await database.all("SELECT key FROM rows")).toEqual([]);
});
