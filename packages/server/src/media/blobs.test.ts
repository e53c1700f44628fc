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

test("a sweep removes what is not live and old leftovers of crashes", async () => {
  const store = new BlobStore(join(await tempFolder(), "blobs"));
  const other = "f".repeat(64);
  await store.put(bytes, hash);
  await store.put(Buffer.from("b"), other);
  const old = `${store.path(hash)}.abc.part`;
  const fresh = `${store.path(other)}.abc.part`;
  await writeFile(old, "x");
  await writeFile(fresh, "x");
  await utimes(old, 0, 0);
  expect(await store.sweep(new Set([hash]))).toBe(1);
  expect(await store.has(hash)).toBe(true);
  expect(await store.has(other)).toBe(false);
  expect(await readdir(join(store.folder, hash.slice(0, 2)))).toEqual([hash.slice(2)]);
  expect(await readdir(join(store.folder, "ff"))).toHaveLength(1);
});

test("sweeping a folder that is not there removes nothing", async () => {
  expect(await new BlobStore(join(await tempFolder(), "none")).sweep(new Set())).toBe(0);
});

test("what is no hash names no path", async () => {
  const store = new BlobStore(await tempFolder());
  expect(() => store.path("../../etc/passwd")).toThrow(RangeError);
});
