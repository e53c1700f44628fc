import type { JobOutput } from "@pomona/contract/jobs";
import { type ReclaimableStore, reclaimableStore } from "@pomona/contract/storage";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { jobProblem } from "../job-problem.ts";
import { bytes as size } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { finishJobs } from "../wait.ts";
import { examples, onRun } from "./command.ts";

export function addStorage(program: Command, context: Context): void {
  const group = program
    .command("storage")
    .summary("what the data directory takes on disk, and freeing it")
    .description("What each store of the data directory takes on disk, and what of it nothing needs any more.");
  const show = group.command("show").description("Shows what each store takes, and what can be reclaimed.");
  examples(show, "pomona storage show");
  onRun(show, context, "existing", async (run) => {
    const use = await run.client.storage({ signal: run.signal });
    const table = () =>
      renderTable(
        use.stores,
        [
          { title: "STORE", value: (store) => store.store },
          { title: "SIZE", value: (store) => size(store.bytes), align: "right" },
          { title: "RECLAIMABLE", value: (store) => size(store.reclaimableBytes), align: "right" },
        ],
        run.terminal,
      );
    await run.show(use, () => `${table()}\n${size(use.freeBytes)} left on the disk`);
    return undefined;
  });
  const reclaim = group
    .command("reclaim [stores...]")
    .description(
      `Frees what nothing needs any more: vectors of deleted rows, copies no row refers to, uploads nobody imported, thumbnails (made again when looked at). Stores: ${reclaimableStore.options.join(", ")}; default: all but thumbnails.`,
    );
  examples(reclaim, "pomona storage reclaim", "pomona storage reclaim thumbnails");
  onRun(reclaim, context, "existing", async (run, stores) => {
    const { job } = await run.client.reclaimStorage({ stores: storesOf(stores) });
    const [done] = await finishJobs(run, [job], "`pomona storage reclaim` frees the rest.");
    if (done?.state !== "done") throw jobProblem(done, "Freeing space");
    const { freedBytes } = done.result as JobOutput<"reclaim">;
    await run.show({ freedBytes }, () => `${size(freedBytes)} freed`);
    return undefined;
  });
}

function storesOf(given: readonly string[]): ReclaimableStore[] {
  if (given.length === 0) return reclaimableStore.options.filter((store) => store !== "thumbnails");
  return given.map((name) => {
    const known = reclaimableStore.safeParse(name);
    if (known.success) return known.data;
    throw new UsageError(`${name} is no store; give some of ${reclaimableStore.options.join(", ")}.`);
  });
}
