import { expect, test } from "vitest";
import { readPackageFile, requireSha256 } from "./package-files.ts";

test("reads a file that the package's exports hide, without importing the package", async () => {
  const bytes = await readPackageFile({ package: "@vladmandic/human", path: "models/centernet.bin" });
  expect(bytes.length).toBe(4_030_290);
});

test("says which package to install where it or its file is missing", async () => {
  await expect(readPackageFile({ package: "@pomona/no-such-model", path: "x" })).rejects.toMatchObject({
    code: "model-not-found",
  });
  await expect(readPackageFile({ package: "sharp", path: "no-such-file" })).rejects.toThrow(/Install sharp again/);
});

test("refuses other weights than the tested ones", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(() => requireSha256(Buffer.from("abc"), abc, "The weights")).not.toThrow();
  expect(() => requireSha256(Buffer.from("abd"), abc, "The weights")).toThrow(/not the tested ones/);
});
