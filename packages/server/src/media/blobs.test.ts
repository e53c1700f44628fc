import { createHash } from "node:crypto";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BlobStore } from "./blobs.ts";
import { tempFolder } from "./temp-folder.fixture.ts";

const bytes = Buffer.from("an original");
const hash = createHash("sha256").update(bytes).digest("hex");

test("bytes are kept under their hash", async () => {
  const store = new BlobStore(join(await tempFolder(), "blobs"));
  const path = await store.put(bytes, hash);
  expect(path).toBe(join(store.folder, hash.slice(0, 2), hash.slice(2)));
  expect(await readFile(store.path(hash))).toEqual(bytes);
  expect(await store.has(hash)).toBe(true);
  await store.put(bytes, hash);
  await store.remove(hash);
  expect(await store.has(hash)).toBe(false);
});

test("a file that changed since it was looked at is not kept", async () => {
  const folder = await tempFolder();
  const store = new BlobStore(join(folder, "blobs"));
  const source = join(folder, "a.jpg");
  await writeFile(source, "something else");
  await expect(store.putFile(source, hash)).rejects.toThrow(/changed/);
  expect(await store.has(hash)).toBe(false);
  expect(await readdir(join(store.folder, hash.slice(0, 2)))).toEqual([]);
  await writeFile(source, bytes);
  expect(await readFile(await store.putFile(source, hash))).toEqual(bytes);
});

const NOW = new Date(Date.now() + 60_000);
const live = (...hashes: string[]) => ({ live: async () => new Set(hashes), before: NOW });
const age = (path: string) => utimes(path, 0, 0);

test("a sweep removes what is not live and leftovers of crashes", async () => {
  const store = new BlobStore(join(await tempFolder(), "blobs"));
  const other = "f".repeat(64);
  await store.put(bytes, hash);
  await store.put(Buffer.from("b"), other);
  await writeFile(`${store.path(hash)}.abc.part`, "x");
  expect(await store.sweep(live(hash))).toBe(1);
  expect(await store.has(hash)).toBe(true);
  expect(await store.has(other)).toBe(false);
  expect(await readdir(join(store.folder, hash.slice(0, 2)))).toEqual([hash.slice(2)]);
});

test("a sweep leaves what was kept, or asked to be kept again, since the moment given", async () => {
  const store = new BlobStore(join(await tempFolder(), "blobs"));
  const other = createHash("sha256").update("b").digest("hex");
  await store.put(bytes, hash);
  await store.put(Buffer.from("b"), other);
  await writeFile(`${store.path(hash)}.abc.part`, "x");
  await age(store.path(hash));
  await age(store.path(other));
  const before = new Date(Date.now() - 60_000);
  // An import that meets known content writes nothing; its row is not committed yet.
  await store.put(bytes, hash);
  expect(await store.sweep({ live: async () => new Set(), before })).toBe(1);
  expect(await readdir(join(store.folder, hash.slice(0, 2)))).toHaveLength(2);
  expect(await store.has(other)).toBe(false);
});

test("what is asked to be kept while a sweep runs is there afterwards", async () => {
  const store = new BlobStore(join(await tempFolder(), "blobs"));
  await store.put(bytes, hash);
  await age(store.path(hash));
  let put: Promise<string> = Promise.resolve("");
  await store.sweep({
    live: async () => {
      put = store.put(bytes, hash);
      return new Set();
    },
    before: NOW,
  });
  await put;
  expect(await store.has(hash)).toBe(true);
});

test("sweeping a folder that is not there removes nothing", async () => {
  expect(await new BlobStore(join(await tempFolder(), "none")).sweep(live())).toBe(0);
});

test("what is no hash names no path", async () => {
  const store = new BlobStore(await tempFolder());
  expect(() => store.path("../../etc/passwd")).toThrow(RangeError);
});
