import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { logFile } from "./log-file.ts";

const folder = () => mkdtempSync(join(tmpdir(), "pomona-log-"));

test("a log is made with its first line, for its owner only, and goes on where it was", () => {
  const directory = folder();
  const path = join(directory, "pomona.log");
  const log = logFile(path);
  expect(readdirSync(directory)).toEqual([]);
  log.write("a\n");
  logFile(path).write("b\n");
  expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["a\nb\n", 0o600]);
});

test("a full log moves aside, and no more than two are kept", () => {
  const directory = folder();
  const log = logFile(join(directory, "pomona.log"), 10);
  for (const line of ["1111\n", "2222\n", "3333\n", "4444\n", "5555\n"]) log.write(line);
  expect(readdirSync(directory).sort()).toEqual(["pomona.log", "pomona.log.1"]);
  expect(readFileSync(join(directory, "pomona.log"), "utf8")).toBe("5555\n");
  expect(readFileSync(join(directory, "pomona.log.1"), "utf8")).toBe("3333\n4444\n");
});

test("a line that cannot be written is dropped", () => {
  expect(() => logFile(join(folder(), "none", "pomona.log")).write("a\n")).not.toThrow();
});
