import { expect, it } from "vitest";
import { parseUploadPath, uploadPathRefusal } from "./uploads.ts";

it.each(["a.jpg", "photos/2024/ä b.jpg", "12:30.png", "..a/b..c", "console.txt", "日本/写真.jpg"])(
  "takes %j as a path",
  (path) => expect(uploadPathRefusal(path)).toBeNull(),
);

it.each([
  "",
  "/etc/passwd",
  "a//b",
  "a/",
  "..",
  "../a",
  "a/../../b",
  "./a",
  "a\\..\\b",
  "C:/a.txt",
  "c:a.txt",
  "a\0b",
  "a\nb",
  "nul",
  "photos/CON.txt",
  "com1.jpg",
  "lpt\u00b9",
  "a./b",
  "a /b",
  "\ud800.txt",
  "x".repeat(256),
  `${"ab/".repeat(32)}c`,
  "é".repeat(600),
])("refuses %j as a path", (path) => expect(uploadPathRefusal(path)).toMatch(/\.$/));

it("reads the upload that an import names", () => {
  const id = "0f4a2f0e-6a53-4f0e-9d0a-1f0d7b8f2c11";
  expect(parseUploadPath(`upload:${id}`)).toEqual({ id, within: null });
  expect(parseUploadPath(`upload:${id}/photos/a.csv`)).toEqual({ id, within: "photos/a.csv" });
  expect(parseUploadPath("/data/photos")).toBeNull();
  expect(parseUploadPath("upload:../../etc")).toBeNull();
});
