import { execFileSync } from "node:child_process";
import { chmod, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { picture } from "../media/image-bytes.fixture.ts";
import { inspect } from "../media/inspect.ts";
import { sharedData, tempFolder } from "../media/temp-folder.fixture.ts";
import { brief, folderOf, readAll } from "./read-all.fixture.ts";
import type { SourceRow } from "./source.ts";

const png = await picture().png().toBuffer();
const keys = (rows: { key: string }[]): string[] => rows.map((row) => row.key);

test("rows are keyed by path below the folder, in byte order, labelled by their folder on request", async () => {
  const folder = await folderOf({ "b/2.png": png, "b/10.png": png, "a/x/1.png": png, "top.png": png, "B/3.png": png });
  const { source, rows } = await readAll(folder, { keyPrefix: "shop/", labelFrom: "folder" });
  expect(rows.map((row) => [row.key, row.labels])).toEqual([
    ["shop/B/3.png", ["B"]],
    ["shop/a/x/1.png", ["x"]],
    ["shop/b/10.png", ["b"]],
    ["shop/b/2.png", ["b"]],
    ["shop/top.png", []],
  ]);
  expect(rows[0]).toMatchObject({ item: "B/3.png", content: { path: join(folder, "B/3.png") } });
  expect(source).toMatchObject({ format: "images", total: 5 });
  expect((await readAll(folder)).rows.every((row) => row.labels.length === 0)).toBe(true);
});

test("batches are as long as asked", async () => {
  const folder = await folderOf(Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`${i}.png`, png])));
  const { rows, batchCount } = await readAll(folder, {}, 10);
  expect([rows.length, batchCount]).toEqual([25, 3]);
});

test("images go in by content whatever their name, false images are offered to be refused, other files are warnings", async () => {
  const folder = await folderOf({
    "a.txt": png,
    b: png,
    "c.jpg": "text",
    "d.png": "",
    "README.md": "# about",
    "labels.csv": "path,label\n",
    "e.bmp": "BM",
    LICENSE: "free",
  });
  const { rows, failures, warnings } = await readAll(folder);
  expect(keys(rows)).toEqual(["a.txt", "b", "c.jpg", "d.png", "e.bmp"]);
  expect(failures).toEqual([]);
  expect(warnings.map(brief).map((warning) => warning.item)).toEqual(["LICENSE", "README.md", "labels.csv"]);
});

test("texts are taken where they are asked for or where there is no image", async () => {
  const mixed = await folderOf({ "a.txt": "hello", "b.md": "# hi", "c.png": png });
  expect(keys((await readAll(mixed)).rows)).toEqual(["c.png"]);
  const { source, rows, warnings } = await readAll(mixed, { format: "texts" });
  expect([source.format, keys(rows), warnings.map((warning) => warning.item)]).toEqual([
    "texts",
    ["a.txt", "b.md"],
    ["c.png"],
  ]);
  expect(keys((await readAll(await folderOf({ "a.txt": "hello" }))).rows)).toEqual(["a.txt"]);
});

test("a folder with nothing to import is a problem that says what is there", async () => {
  await expect(readAll(await folderOf({ "a.csv": "x" }))).rejects.toMatchObject({
    code: "source-unusable",
    message: expect.stringContaining("1 other files"),
  });
  await expect(readAll(await folderOf({}))).rejects.toMatchObject({ code: "source-unusable" });
  await expect(readAll(await folderOf({ "a.png": png }), { format: "csv" })).rejects.toMatchObject({
    code: "source-unusable",
  });
  await expect(readAll("/no/such/folder")).rejects.toMatchObject({ code: "not-found" });
});

test("what operating systems leave behind is passed over, hidden folders are named, hidden pictures go in", async () => {
  const folder = await folderOf({
    ".DS_Store": "x",
    "Thumbs.db": "x",
    "._a.png": "x",
    "__MACOSX/a.png": png,
    ".git/a.png": png,
    ".hidden.png": png,
    "a.png": png,
  });
  const { rows, failures, warnings } = await readAll(folder);
  expect(keys(rows)).toEqual([".hidden.png", "a.png"]);
  expect(failures).toEqual([]);
  expect(warnings.map((warning) => warning.item)).toEqual([".git"]);
});

test("links out of the folder are refused, links inside are followed once, loops are harmless", async () => {
  const outer = await folderOf({ "secret.png": png, "in/a.png": png, "in/sub/b.png": png });
  const folder = join(outer, "in");
  await symlink(join(outer, "secret.png"), join(folder, "out.png"));
  await symlink(outer, join(folder, "outfolder"));
  await symlink(join(folder, "a.png"), join(folder, "same.png"));
  await symlink("..", join(folder, "sub", "loop"));
  await symlink("nowhere.png", join(folder, "dangling.png"));
  await symlink("self.png", join(folder, "self.png"));
  const { source, rows, failures, warnings } = await readAll(folder);
  expect(keys(rows)).toEqual(["a.png", "same.png", "sub/b.png"]);
  expect(source.total).toBe(rows.length + failures.length);
  expect(rows[1]?.content).toEqual({ path: join(folder, "a.png") });
  expect(failures.map(brief)).toEqual([
    { item: "dangling.png", code: "not-found" },
    { item: "out.png", code: "outside-root" },
    { item: "outfolder", code: "outside-root" },
    { item: "self.png", code: "unreadable" },
  ]);
  expect(warnings.map((warning) => warning.item)).toEqual(["sub/loop"]);
});

test("pipes are refused without being opened", async () => {
  const folder = await folderOf({ "a.png": png });
  execFileSync("mkfifo", [join(folder, "pipe.png")]);
  const { rows, failures } = await readAll(folder);
  expect([keys(rows), failures.map(brief)]).toEqual([["a.png"], [{ item: "pipe.png", code: "unsupported" }]]);
});

test.skipIf(process.getuid?.() === 0)("a folder that may not be read is a reason", async () => {
  const folder = await folderOf({ "a.png": png, "closed/b.png": png });
  await chmod(join(folder, "closed"), 0);
  const { rows, failures } = await readAll(folder);
  await chmod(join(folder, "closed"), 0o700);
  expect([keys(rows), failures.map(brief)]).toEqual([["a.png"], [{ item: "closed", code: "unreadable" }]]);
});

describe("odd names", () => {
  const names = [
    "spaces  and\ttab.png",
    "new\nline.png",
    "back\\slash.png",
    "日本語.png",
    "\u202egnp.exe.png",
    "percent%2Fname.png",
    "#hash?q=1.png",
    "-rf.png",
    "$(touch pwned).png",
    `${"L".repeat(246)}.png`,
    "..%2f..%2fetc.png",
  ];

  test("are keys as they are, and their files can be read", async () => {
    const { rows, failures } = await readAll(await folderOf(Object.fromEntries(names.map((name) => [name, png]))));
    expect(failures).toEqual([]);
    expect(keys(rows).sort()).toEqual([...names].sort());
    for (const row of rows) expect(await inspect(row.content as { path: string })).toMatchObject({ ok: true });
  });

  test("that are no UTF-8 are escaped, and the content is handed over", async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, "caf"));
    const bad = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x63, 0xe9, 0xff])]);
    await rename(join(folder, "caf"), bad);
    await writeFile(Buffer.concat([bad, Buffer.from("/a.png")]), png);
    const { rows } = await readAll(folder, { labelFrom: "folder" });
    expect(rows.map((row) => [row.key, row.labels])).toEqual([["c%E9%FF/a.png", ["c%E9%FF"]]]);
    expect(rows[0]?.content).toMatchObject({ name: "c%E9%FF/a.png" });
    const { content } = rows[0] as SourceRow;
    expect("bytes" in content && Buffer.from(content.bytes).equals(png)).toBe(true);
  });

  const tar = sharedData("nasty", "made", "odd-names.tar");
  test.skipIf(tar === null)("of the collected archive all go in", async () => {
    const folder = await tempFolder();
    execFileSync("tar", ["xf", tar as string, "-C", folder], { stdio: "ignore" });
    const { rows, failures } = await readAll(folder);
    expect(failures).toEqual([]);
    expect(rows).toHaveLength(25);
    for (const row of rows)
      expect(await inspect(row.content as { path: string })).toMatchObject({ ok: true, mediaType: "image" });
  });
});

test("a single image or text file is a source of one row", async () => {
  const folder = await folderOf({ "a.png": png, "b.txt": "hello", "c.bin": Buffer.from([0, 1, 2, 3]) });
  expect((await readAll(join(folder, "a.png"), { keyPrefix: "d/" })).rows).toMatchObject([
    { key: "d/a.png", expect: "image" },
  ]);
  expect((await readAll(join(folder, "b.txt"))).rows).toMatchObject([{ key: "b.txt", expect: "text" }]);
  await expect(readAll(join(folder, "c.bin"))).rejects.toMatchObject({ code: "source-unusable" });
});
