import type { Command } from "commander";
import type { Context, Run } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { count, plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
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
  const remove = group
    .command("delete <name>")
    .description(
      "Deletes a dataset: its rows with their vectors, scores and places in batches. Originals outside of the data directory stay.",
    )
    .option("--yes", "do not ask");
  examples(remove, "pomona dataset delete arrivals", "pomona dataset delete arrivals --yes");
  onRun<{ yes?: true }>(remove, context, "existing", async (run, [name = ""], { yes }) => {
    const dataset = (await run.client.listDatasets({ signal: run.signal })).find((one) => one.name === name);
    if (dataset && !yes) await confirmByName(run, name, dataset.rows);
    const deleted = await run.client.deleteDataset({ name, expect: dataset?.rows ?? 0 });
    await run.show(deleted, () => `Deleted dataset ${name} with ${plural(deleted.deleted, "row")}`);
    return undefined;
  });
}

async function confirmByName(run: Run, name: string, rows: number): Promise<void> {
  const answer = await run.terminal.ask(
    `This deletes ${plural(rows, "row")} of dataset ${name} for good. Type its name to go on: `,
  );
  if (answer === null) throw new UsageError(`Deleting ${plural(rows, "row")} needs --yes where nobody can be asked.`);
  if (answer.trim() !== name) throw new UsageError("That is not its name; nothing was deleted.");
}
