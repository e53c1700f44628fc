import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importRequest } from "@pomona/contract/imports";
import { expect, test } from "vitest";
import { jobContext, openTestWorkspace } from "../workspace.fixture.ts";
import { importRows } from "./import-rows.ts";

/** Time this thread has run on a core, where Linux tells it: another process's share is not this one's fault. */
function ranMs(): number {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "latin1").split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = ranMs();
  let isOver = false;
  const look = (): void => {
    const now = ranMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setTimeout(look, 1);
  };
  setTimeout(look, 1);
  await work().finally(() => {
    isOver = true;
  });
  return longest;
}

test("importing records of many fields, twice, leaves the event loop free", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pomona-turns-"));
  const { workspace, close } = await openTestWorkspace(0);
  try {
    await workspace.database.write((tx) => tx.run("INSERT INTO roots VALUES (?)", [folder]));
    const path = join(folder, "wide.ndjson");
    const importAll = async (round: number): Promise<unknown> => {
      const fields = (i: number) =>
        Array.from({ length: 200 }, (_, f) => [`f${f}`, f % 3 ? `v${i * f}` : i * f + round]);
      const records = Array.from({ length: 1000 }, (_, i) => ({
        id: i,
        text: `text ${i}`,
        ...Object.fromEntries(fields(i)),
      }));
      await writeFile(path, records.map((record) => JSON.stringify(record)).join("\n"));
      const input = importRequest.parse({ path, dataset: "d", embed: false });
      let report: unknown;
      // Without a pause between records, inferring types takes one turn of 100 ms or more, and writing a batch another.
      expect(
        await longestTurnMs(async () => {
          report = await importRows(workspace)(input, jobContext());
        }),
      ).toBeLessThan(100);
      return report;
    };
    expect(await importAll(0)).toMatchObject({ imported: 1000 });
    expect(await importAll(1)).toMatchObject({ replaced: 1000 });
  } finally {
    await close();
    await rm(folder, { recursive: true });
  }
}, 60_000);
