import { Problem } from "@pomona/contract/problems";
import { expect, test } from "vitest";
import { int } from "../../store/sql-values.ts";
import { jobContext, openTestWorkspace } from "../workspace.fixture.ts";
import { deleteDataset } from "./delete-dataset.ts";

test("a deletion that was stopped midway goes on with the rows that are left", async () => {
  const { workspace, close } = await openTestWorkspace(60_000);
  const rowCount = async (): Promise<number> =>
    int((await workspace.database.one("SELECT count(*) AS n FROM rows"))?.n);
  try {
    const [{ dataset } = { dataset: "" }] = await workspace.database.all<{ dataset: string }>(
      "SELECT DISTINCT dataset FROM rows",
    );
    await workspace.database.write((tx) => tx.run("INSERT INTO datasets VALUES (?, now())", [dataset]));
    const stop = new AbortController();
    const progress = (done: number): void => {
      if (done > 0) stop.abort(new Problem("cancelled", "Stopped."));
    };
    const stopped = deleteDataset(workspace)({ dataset }, { ...jobContext(stop.signal), progress });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    expect(await rowCount()).toBe(10_000);
    const again = { ...jobContext(), doneBefore: 50_000 };
    expect(await deleteDataset(workspace)({ dataset }, again)).toEqual({ deleted: 60_000 });
    expect(await rowCount()).toBe(0);
    expect(await workspace.database.all("SELECT name FROM datasets")).toEqual([]);
  } finally {
    await close();
  }
});
