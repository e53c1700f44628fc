import type { Slice } from "@pomona/contract/slices";
import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context, Run } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { count, plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { oneLine } from "../render/width.ts";
import { noteWaiting } from "./automation/note-waiting.ts";
import { examples, onRun } from "./command.ts";
import { given } from "./values.ts";

export function addSlices(program: Command, context: Context): void {
  const group = program
    .command("slice")
    .summary("saved filters")
    .description("Slices: filters saved under a name. Their rows follow the data.");
  addSaving(group, context);
  addReading(group, context);
  addReviewed(group, context);
  const remove = confirmable(group.command("delete <name>").description("Deletes a slice; its rows stay."));
  examples(remove, "pomona slice delete unlabeled", "pomona slice delete unlabeled --yes");
  onRun<Confirmable>(remove, context, "existing", async (run, [name = ""], options) => {
    await noteWaiting(run, { kind: "slice", name });
    await confirmDeletion(run, options, async () => {
      const { filter } = await run.client.getSlice({ name }, { signal: run.signal });
      return `slice "${name}" (${filter || "every row"}; the rows stay in the catalog)`;
    });
    const deleted = await run.client.deleteSlice({ name });
    await run.show(deleted, () => `Deleted slice ${name}`);
    return undefined;
  });
}

function addSaving(group: Command, context: Context): void {
  const create = group
    .command("create <name>")
    .description("Saves a filter under a name.")
    .requiredOption("--where <filter>", "which rows");
  examples(create, "pomona slice create unlabeled --where 'not label exists'");
  onRun<{ where: string }>(create, context, "existing", async (run, [name = ""], { where: filter }) => {
    const made = await run.client.createSlice({ name, filter });
    await run.show(made, () => renderSlice(made));
    return undefined;
  });
  const update = group
    .command("update <name>")
    .description("Gives a slice another filter or name.")
    .option("--where <filter>", "the new filter")
    .option("--name <name>", "the new name");
  examples(
    update,
    "pomona slice update unlabeled --where 'not label exists and not tag exists'",
    'pomona slice update unlabeled --name "without labels"',
  );
  onRun<{ where?: string; name?: string }>(update, context, "existing", async (run, [name = ""], options) => {
    const change = given({ filter: options.where, name: options.name });
    if (Object.keys(change).length === 0) throw new UsageError("Say what to change: --where or --name.");
    const updated = await run.client.editSlice({ name }, change);
    await run.show(updated, () => renderSlice(updated));
    return undefined;
  });
}

function addReviewed(group: Command, context: Context): void {
  const reviewed = group
    .command("reviewed <name>")
    .description("Takes rows off the review list of a slice, which automations add to; the rows stay.")
    .option("--where <filter>", "only these of them");
  examples(
    reviewed,
    "pomona slice reviewed unlabeled",
    "pomona slice reviewed unlabeled --where 'review(\"unlabeled\") and label exists'",
  );
  onRun<{ where?: string }>(reviewed, context, "existing", async (run, [name = ""], { where }) => {
    const body = where === undefined ? {} : { selection: { filter: where } };
    const outcome = await run.client.clearReviewList({ name }, body);
    await run.show(outcome, () => `Took ${plural(outcome.removed, "row")} off the review list of ${oneLine(name)}`);
    return undefined;
  });
}

function addReading(group: Command, context: Context): void {
  const list = group.command("list").description("Lists the slices with the rows that pass them now.");
  examples(list, "pomona slice list", "pomona slice list --json");
  onRun(list, context, "existing", async (run) => {
    const slices = await run.client.listSlices({ signal: run.signal });
    await run.show(slices, () => renderSlices(run, slices));
    return undefined;
  });
  const show = group.command("show <name>").description("Shows one slice.");
  examples(show, "pomona slice show unlabeled --json");
  onRun(show, context, "existing", async (run, [name = ""]) => {
    const found = await run.client.getSlice({ name }, { signal: run.signal });
    await run.show(found, () => renderSlice(found));
    return undefined;
  });
}

function renderSlices(run: Run, slices: readonly Slice[]): string {
  const table = renderTable(
    slices,
    [
      { title: "SLICE", value: (slice) => slice.name, shrinks: true },
      { title: "ROWS", value: (slice) => (slice.rows === null ? "unreadable" : count(slice.rows)), align: "right" },
      { title: "FILTER", value: (slice) => slice.problem?.detail ?? (slice.filter || "every row"), shrinks: true },
    ],
    run.terminal,
  );
  return table || "No slices yet; save a filter with `pomona slice create`.";
}

function renderSlice({ name, filter, rows, problem, reviewRows }: Slice): string {
  const lines = [`${oneLine(name)}: ${rows === null ? "cannot be read any more" : plural(rows, "row")}`];
  lines.push(oneLine(filter) || "every row");
  if (reviewRows > 0) lines.push(`${plural(reviewRows, "row")} to review`);
  if (problem) lines.push(`error: ${oneLine(problem.detail)}`);
  return lines.join("\n");
}
