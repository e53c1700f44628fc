import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isProblem } from "@pomona/contract/problems";
import { expect, test } from "vitest";
import { isInside, resolveInside } from "./granted-paths.ts";
import { tempFolder } from "./temp-folder.fixture.ts";

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "resolved",
    (error) => (isProblem(error) ? error.code : error),
  );

test("only paths that really are inside are resolved", async () => {
  const folder = await tempFolder();
  const root = join(folder, "granted");
  await mkdir(root);
  await mkdir(join(folder, "granted-not"));
  await writeFile(join(root, "a.txt"), "a");
  await writeFile(join(folder, "secret.txt"), "s");
  await symlink(join(folder, "secret.txt"), join(root, "link.txt"));
  await symlink(folder, join(root, "up"));
  await symlink(join(root, "a.txt"), join(root, "inner.txt"));
  expect(await resolveInside([root], join(root, "a.txt"))).toBe(join(root, "a.txt"));
  expect(await resolveInside([root], join(root, "inner.txt"))).toBe(join(root, "a.txt"));
  expect(await resolveInside([root], root)).toBe(root);
  for (const path of ["link.txt", "up/secret.txt", "../secret.txt", "../granted-not"])
    expect(await codeOf(resolveInside([root], join(root, path)))).toBe("outside-roots");
  expect(await codeOf(resolveInside([root], "/etc/passwd"))).toBe("outside-roots");
  expect(await codeOf(resolveInside([root], "/no/such/file"))).toBe("outside-roots");
  expect(await codeOf(resolveInside([root], join(root, "none")))).toBe("not-found");
  expect(await codeOf(resolveInside([], root))).toBe("outside-roots");
  expect(await codeOf(resolveInside([root], `${root}/a\0b`))).toBe("outside-roots");
});

test("the refusal says how to grant the folder", async () => {
  await expect(resolveInside([], "/etc")).rejects.toThrow(/pomona roots add/);
});

test("a neighbour with the same beginning is not inside", () => {
  expect(isInside("/a/b", "/a/bc")).toBe(false);
  expect(isInside("/a/b", "/a/b/..c")).toBe(true);
  expect(isInside("/", "/etc")).toBe(true);
});
