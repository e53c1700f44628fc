import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { beforeEach, expect, it } from "vitest";
import { UsageError } from "./exit-code.ts";
import { writeWhole } from "./whole-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pomona-whole-"));
});
const never = (): never => {
  throw new Error("Nothing should have been asked for.");
};

it("puts the file under its name when it is whole, and tells its size", async () => {
  const path = join(folder, "rows.csv");
  const during: string[][] = [];
  const size = await writeWhole(path, async (file) => {
    during.push(readdirSync(folder));
    await pipeline(Readable.from(["key\r\n", "a\r\n"]), file);
  });
  expect([size, readFileSync(path, "utf8"), readdirSync(folder)]).toEqual([8, "key\r\na\r\n", ["rows.csv"]]);
  expect(during.flat()).not.toContain("rows.csv");
});

it("leaves what was there, and nothing else, when writing breaks off", async () => {
  const path = join(folder, "rows.csv");
  writeFileSync(path, "before");
  const broken = async function* () {
    yield "half";
    throw new Error("The server went away.");
  };
  await expect(writeWhole(path, (file) => pipeline(Readable.from(broken()), file))).rejects.toThrow("went away");
  expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["before", ["rows.csv"]]);
});

it("leaves nothing when nothing was asked for yet", async () => {
  await expect(writeWhole(join(folder, "rows.csv"), () => Promise.reject(new Error("refused")))).rejects.toThrow();
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  [
    "a folder that is not there",
    "none/rows.csv",
    /There is no folder .*none to write rows\.csv to\. Make it first \(mkdir -p /,
  ],
  ["a folder", "", /is a folder\. Name a file in it, for example -o .*rows\.ndjson/],
  ["a place below a file", "file/rows.csv", /file is not a folder/],
  ["a name that is too long", "x".repeat(300), /cannot be written: the name is too long \(ENAMETOOLONG\)/],
])("refuses %s as bad usage before anything is asked for", async (_what, name, message) => {
  writeFileSync(join(folder, "file"), "");
  const refusal = await writeWhole(join(folder, name), never).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as Error).message).toMatch(message);
});

it.runIf(process.platform === "linux")("does not put a file in the place of a device", async () => {
  await expect(writeWhole("/dev/null", never)).rejects.toThrow("/dev/null is not a regular file");
});

it.runIf(process.platform === "linux")("says why the system takes no file there", async () => {
  await expect(writeWhole("/proc/rows.csv", never)).rejects.toThrow(
    "/proc/rows.csv cannot be written: that folder takes no files (ENOENT)",
  );
});

it.each([
  ["a file", true],
  ["a file that is not there yet", false],
])("writes through a symbolic link to %s", async (_what, isThere) => {
  mkdirSync(join(folder, "real"));
  const real = join(folder, "real", "rows.csv");
  if (isThere) writeFileSync(real, "before");
  const link = join(folder, "link.csv");
  symlinkSync(join("real", "rows.csv"), link);
  await writeWhole(link, (file) => pipeline(Readable.from(["after"]), file));
  expect([lstatSync(link).isSymbolicLink(), readFileSync(real, "utf8")]).toEqual([true, "after"]);
  expect([readdirSync(folder).sort(), readdirSync(join(folder, "real"))]).toEqual([["link.csv", "real"], ["rows.csv"]]);
});

it("says so when a symbolic link leads in a circle", async () => {
  symlinkSync("b.csv", join(folder, "a.csv"));
  symlinkSync("a.csv", join(folder, "b.csv"));
  await expect(writeWhole(join(folder, "a.csv"), never)).rejects.toThrow("its links lead in a circle");
});
