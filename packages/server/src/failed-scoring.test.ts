import { readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScoringFunction } from "@pomona/contract/functions";
import type { Job } from "@pomona/contract/jobs";
import { expect, onTestFinished, test } from "vitest";
import { openTestApp, type TestApp } from "./app.fixture.ts";

/** A catalog as single commands open it, whose one space has lost its segment file. */
async function withoutSegment(): Promise<{ opened: TestApp; putBack: () => Promise<void> }> {
  const opened = await openTestApp({ resume: false });
  onTestFinished(() => opened.close());
  const keys = Array.from({ length: 20 }, (_, i) => `k${i}`);
  await writeFile(
    join(opened.sources, "t.csv"),
    `key,text\n${keys.map((key) => `${key},text of ${key}`).join("\n")}\n`,
  );
  const table = { path: join(opened.sources, "t.csv"), dataset: "d", keyPrefix: "", embed: false };
  await opened.call("POST", "/imports", table);
  await opened.app.whenIdle();
  const vectors = keys.map((key, i) => ({ key, vector: [Math.sin(i), Math.cos(i), 0.1] }));
  expect((await opened.call("POST", "/vectors", { space: "mine", vectors })).body).toMatchObject({ imported: 20 });
  const [folder = ""] = await readdir(join(opened.directory, "vectors"));
  const directory = join(opened.directory, "vectors", folder);
  const file = (await readdir(directory)).find((name) => name.endsWith(".arrow")) ?? "";
  const kept = join(opened.sources, file);
  await opened.reopen();
  await rename(join(directory, file), kept);
  return { opened, putBack: () => rename(kept, join(directory, file)) };
}

const shown = async ({ call }: TestApp) => (await call<ScoringFunction>("GET", "/functions/f")).body;
const scoreJobs = async ({ call }: TestApp) =>
  (await call<Job[]>("GET", "/jobs")).body.filter(({ kind }) => kind === "score").map(({ state }) => state);

test("a function that cannot be scored fails once, and is scored again only when that is asked for", async () => {
  const { opened, putBack } = await withoutSegment();
  const anchors = [{ vector: [1, 0, 0] }];
  expect((await opened.call("POST", "/functions", { name: "f", space: "mine", anchors })).status).toBeLessThan(300);
  await opened.app.whenIdle();
  expect(await shown(opened)).toMatchObject({ state: "failed", version: 1, servedVersion: null, scored: 0, total: 20 });
  expect((await shown(opened)).error).not.toBeNull();
  expect(await scoreJobs(opened)).toEqual(["failed"]);

  await opened.reopen();
  await putBack();
  await opened.app.whenIdle();
  expect(await scoreJobs(opened)).toEqual(["failed"]);
  expect(await shown(opened)).toMatchObject({ state: "failed", version: 1 });

  await opened.call("POST", "/functions/f/rescore");
  await opened.app.whenIdle();
  expect(await shown(opened)).toMatchObject({ state: "complete", version: 2, servedVersion: 2, scored: 20 });
});
