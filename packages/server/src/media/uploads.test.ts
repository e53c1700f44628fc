import { mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UPLOAD_PART_BYTES } from "@pomona/contract/uploads";
import { beforeEach, expect, test } from "vitest";
import { tempFolder } from "./temp-folder.fixture.ts";
import { UploadStore } from "./uploads.ts";

let folder: string;
let store: UploadStore;
let id: string;
const announced = { files: 2, bytes: 10 };
const bytes = (text: string): Uint8Array => Buffer.from(text);
const send = (path: string, offset: number, size: number, text: string) =>
  store.part(id, { path, offset, size }, bytes(text));
const whole = (path: string): Promise<string> => readFile(join(folder, id, "files", path), "utf8");

beforeEach(async () => {
  folder = await tempFolder();
  store = new UploadStore(folder);
  ({ id } = await store.create(announced, new Date()));
});

test("a file is whole when its last part is there, and under its name only then", async () => {
  expect(await send("photos/a.txt", 0, 6, "abc")).toEqual({ received: 3, isWhole: false });
  await expect(whole("photos/a.txt")).rejects.toThrow("ENOENT");
  expect(await send("photos/a.txt", 3, 6, "def")).toEqual({ received: 6, isWhole: true });
  expect(await whole("photos/a.txt")).toBe("abcdef");
  expect(await store.get(id)).toMatchObject({ files: 1, bytes: 6 });
});

test("a part that comes again, however late, takes nothing away", async () => {
  await send("a", 0, 9, "abc");
  await send("a", 3, 9, "def");
  expect(await send("a", 0, 9, "abc")).toEqual({ received: 6, isWhole: false });
  expect(await send("a", 6, 9, "ghi")).toEqual({ received: 9, isWhole: true });
  expect(await send("a", 3, 9, "def")).toEqual({ received: 9, isWhole: true });
  expect(await whole("a")).toBe("abcdefghi");
  expect(await store.get(id)).toMatchObject({ files: 1, bytes: 9 });
});

test("what was acknowledged outlives the process, and a part beyond it is refused with what there is", async () => {
  await send("a", 0, 9, "abc");
  store = new UploadStore(folder);
  await expect(send("a", 6, 9, "ghi")).rejects.toMatchObject({ code: "upload-offset", fields: { received: 3 } });
  expect(await store.get(id)).toMatchObject({ files: 0, bytes: 3 });
  expect(await send("a", 3, 9, "defghi")).toEqual({ received: 9, isWhole: true });
  expect(await whole("a")).toBe("abcdefghi");
});

test("parts of one file that come at once are written one after the other", async () => {
  await Promise.all([send("a", 0, 9, "abc"), send("a", 3, 9, "def"), send("a", 6, 9, "ghi")]);
  expect(await whole("a")).toBe("abcdefghi");
});

test("a shorter file that takes the place of one given up keeps nothing of it", async () => {
  await send("a", 0, 9, "abcdef");
  expect(await send("a", 0, 2, "xy")).toEqual({ received: 2, isWhole: true });
  expect(await whole("a")).toBe("xy");
});

test("an empty file is taken", async () => {
  expect(await send("empty.txt", 0, 0, "")).toEqual({ received: 0, isWhole: true });
  expect(await whole("empty.txt")).toBe("");
});

test.each(["../out", "/etc/passwd", "a/../../b", "a\\b", "nul", "a\0b", "x/con.jpg"])("%j is refused", async (path) => {
  await expect(send(path, 0, 3, "abc")).rejects.toMatchObject({ code: "upload-refused" });
  expect(await readdir(join(folder, id, "files"))).toEqual([]);
  expect(await readdir(join(folder, id, "parts"))).toEqual([]);
});

test("a part that is too long, empty or ends beyond its file is refused", async () => {
  const long = new Uint8Array(UPLOAD_PART_BYTES + 1);
  await expect(store.part(id, { path: "a", offset: 0, size: long.length }, long)).rejects.toMatchObject({
    code: "too-large",
  });
  await expect(send("a", 0, 2, "abc")).rejects.toMatchObject({ code: "upload-refused" });
  await expect(send("a", 0, 2, "")).rejects.toMatchObject({ code: "upload-refused" });
});

test("a file in the place of a folder is refused", async () => {
  await send("a", 0, 1, "x");
  await expect(send("a/b", 0, 1, "x")).rejects.toMatchObject({ code: "upload-refused" });
  await send("c/d", 0, 1, "x");
  await expect(send("c", 0, 1, "x")).rejects.toMatchObject({ code: "upload-refused" });
});

test("an upload that is not there is a problem, whatever its name", async () => {
  for (const wrong of ["0f4a2f0e-6a53-4f0e-9d0a-1f0d7b8f2c11", "..", "../..", ""])
    await expect(store.get(wrong)).rejects.toMatchObject({ code: "upload-not-found" });
});

test("an upload that would not fit on the disk is refused before it begins", async () => {
  await expect(store.create({ files: 1, bytes: Number.MAX_SAFE_INTEGER }, new Date())).rejects.toMatchObject({
    code: "disk-full",
  });
});

test("an import finds whole files only, and nothing outside of the upload", async () => {
  await send("photos/a.txt", 0, 1, "x");
  expect(await store.place(id, null)).toMatchObject({ path: join(folder, id, "files") });
  expect(await store.place(id, "photos")).toMatchObject({ path: join(folder, id, "files", "photos") });
  await expect(store.place(id, "../upload.json")).rejects.toMatchObject({ code: "upload-refused" });
  await expect(store.place(id, "none")).rejects.toMatchObject({ code: "not-found" });
  await symlink("/etc/hostname", join(folder, id, "files", "link"));
  await expect(store.place(id, "link")).rejects.toMatchObject({ code: "not-found" });
});

test("a sweep takes what was imported and what was left a day ago, not what is in use", async () => {
  const day = 24 * 60 * 60_000;
  const [old, used, spent] = await Promise.all(
    [1, 2, 3].map(async () => (await store.create(announced, new Date())).id),
  );
  const twoDaysAgo = new Date(Date.now() - 2 * day);
  for (const one of [old, used]) await utimes(join(folder, String(one), "upload.json"), twoDaysAgo, twoDaysAgo);
  await store.spend(String(spent));
  await mkdir(join(folder, "half-made"));
  await utimes(join(folder, "half-made"), twoDaysAgo, twoDaysAgo);
  await writeFile(join(folder, id, "files", "a"), "x");
  const removed = await store.sweep({ before: new Date(Date.now() - day), inUse: new Set([String(used)]) });
  expect(removed).toBe(3);
  expect((await readdir(folder)).sort()).toEqual([id, String(used)].sort());
});
