import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brief, folderOf, readAll } from "./read-all.fixture.ts";

test("paths in tables reach files below the table and nothing else", async () => {
  const folder = await folderOf({ "in/pic/a.jpg": "x", "secret.txt": "s" });
  const inside = join(folder, "in");
  await symlink(join(folder, "secret.txt"), join(inside, "link.txt"));
  await symlink(folder, join(inside, "up"));
  const paths = [
    "pic/a.jpg",
    join(inside, "pic/a.jpg"),
    "../secret.txt",
    "/etc/passwd",
    "link.txt",
    "up/secret.txt",
    "file:///etc/passwd",
    "http://169.254.169.254/latest",
    "s3://bucket/a.jpg",
    "none.jpg",
  ];
  await writeFile(join(inside, "a.csv"), `id,path\n${paths.map((path, at) => `${at},${path}`).join("\n")}\n`);
  const { rows, failures } = await readAll(join(inside, "a.csv"));
  expect(rows.map((row) => [row.key, row.content])).toEqual([
    ["0", { path: join(inside, "pic/a.jpg") }],
    ["1", { path: join(inside, "pic/a.jpg") }],
    ["7", { url: "http://169.254.169.254/latest" }],
  ]);
  expect(failures.map((failure) => [brief(failure).item, failure.code])).toEqual([
    ["2", "outside-root"],
    ["3", "outside-root"],
    ["4", "outside-root"],
    ["5", "outside-root"],
    ["6", "outside-root"],
    ["8", "url-refused"],
    ["9", "not-found"],
  ]);
});

test("paths may point into other granted folders", async () => {
  const folder = await folderOf({ "images/a.jpg": "x" });
  await mkdir(join(folder, "tables"));
  const path = join(folder, "tables", "a.csv");
  await writeFile(path, "path\n../images/a.jpg\n");
  const { openSource } = await import("./open-source.ts");
  const source = await openSource(
    { path, format: "auto", mapping: {}, labelFrom: "none", keyPrefix: "", dataset: "d" },
    { roots: [folder] },
  );
  for await (const batch of source.batches())
    expect(batch.rows.map((row) => row.content)).toEqual([{ path: join(folder, "images", "a.jpg") }]);
});

test("URL columns take only http and https", async () => {
  const folder = await folderOf({
    "a.csv": "id,image_url\n1,https://example.org/a.jpg\n2,javascript:alert(1)\n3,file:///etc/passwd\n4,nothing\n",
  });
  const { rows, failures } = await readAll(join(folder, "a.csv"));
  expect(rows.map((row) => row.content)).toEqual([{ url: "https://example.org/a.jpg" }]);
  expect(failures.map((failure) => failure.code)).toEqual(["url-refused", "outside-root", "url-refused"]);
});
