import type { JobOutput } from "@pomona/contract/jobs";
import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context } from "../context.ts";
import { jobProblem } from "../job-problem.ts";
import { count, plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { finishJobs } from "../wait.ts";
import { examples, onRun } from "./command.ts";

export function addDatasets(program: Command, context: Context): void {
  const list = program
    .command("datasets")
    .summary("list datasets")
    .description("Lists the datasets with their numbers of rows.");
  examples(list, "pomona datasets");
  onRun(list, context, "existing", async (run) => {
    const datasets = await run.client.listDatasets({ signal: run.signal });
    const table = () =>
      renderTable(
        datasets,
        [
          { title: "DATASET", value: (dataset) => dataset.name, shrinks: true },
          { title: "ROWS", value: (dataset) => count(dataset.rows), align: "right" },
          { title: "IMAGES", value: (dataset) => count(dataset.images), align: "right" },
          { title: "TEXTS", value: (dataset) => count(dataset.texts), align: "right" },
          { title: "CREATED", value: (dataset) => dataset.created.slice(0, 16).replace("T", " ") },
        ],
        run.terminal,
      );
    await run.show(datasets, () => table() || "No datasets yet; `pomona import` makes the first.");
    return undefined;
  });
  const group = program.command("dataset").summary("delete a dataset").description("Changes datasets.");
  const remove = confirmable(
    group
      .command("delete <name>")
      .description(
        "Deletes a dataset: its rows with their vectors, scores and places in batches. Originals outside of the data directory stay.",
      ),
  );
  examples(remove, "pomona dataset delete arrivals", "pomona dataset delete arrivals --yes");
  onRun<Confirmable>(remove, context, "existing", async (run, [name = ""], options) => {
    const dataset = (await run.client.listDatasets({ signal: run.signal })).find((one) => one.name === name);
    if (dataset)
      await confirmDeletion(
        run,
        options,
        () => `dataset "${name}": ${plural(dataset.rows, "row")} with their vectors, scores and places in batches`,
      );
    const { job } = await run.client.deleteDataset({ name, expect: dataset?.rows ?? 0 });
    const [ended] = await finishJobs(run, [job], "`pomona dataset delete` deletes the rest.");
    if (ended?.state !== "done") throw jobProblem(ended, "The deletion");
    const deleted = ended.result as JobOutput<"delete-dataset">;
    await run.show(deleted, () => `Deleted dataset ${name} with ${plural(deleted.deleted, "row")}`);
    return undefined;
  });
}
