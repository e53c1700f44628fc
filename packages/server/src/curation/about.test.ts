import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { aboutWorkspace } from "./about.ts";

test("sizes on disk are measured at most once a minute, rows are counted each time", async () => {
  const directory = await mkdtemp(join(tmpdir(), "pomona-about-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, "blobs"));
  let rows = 1;
  let nowMs = 0;
  let measured = 0;
  const database = { one: async () => ({ n: BigInt(rows) }) };
  const vectors = {
    bytes: async () => {
      measured++;
      return 7;
    },
  };
  const about = aboutWorkspace({ directory, database, vectors } as never, "1", () => nowMs);
  await Promise.all([about(), about()]);
  await writeFile(join(directory, "blobs", "a"), "12345");
  rows = 2;
  nowMs = 59_999;
  expect(await about()).toMatchObject({ rows: 2, storageBytes: { vectors: 7, blobs: 0 } });
  expect(measured).toBe(1);
  nowMs = 60_000;
  expect(await about()).toMatchObject({ rows: 2, storageBytes: { blobs: 5 } });
  expect(measured).toBe(2);
});
