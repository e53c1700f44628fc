import type { BulkEdit, Edit } from "@pomona/contract/edits";
import { EVERY_ROW } from "@pomona/contract/filter";
import type { JobOutput } from "@pomona/contract/jobs";
import { Problem } from "@pomona/contract/problems";
import type { Command } from "commander";
import type { Context, Run } from "../context.ts";
import { exitCodes, UsageError } from "../exit-code.ts";
import { jobProblem } from "../job-problem.ts";
import { count, plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { finishJobs } from "../wait.ts";
import { examples, onRun } from "./command.ts";
import { readMetadata } from "./row.ts";
import { collect, collectPair, given, wholeNumber } from "./values.ts";

interface EditOptions extends WaitChoice {
  where?: string;
  key?: string[];
  all?: true;
  addLabel?: string[];
  removeLabel?: string[];
  setLabel?: string[];
  addTag?: string[];
  removeTag?: string[];
  setTag?: string[];
  set?: Record<string, string>;
  expect?: number;
}
interface WaitChoice {
  wait?: boolean;
}

export function addEdit(program: Command, context: Context): void {
  const group = program
    .command("edit")
    .summary("change many rows at once, and undo it")
    .description("Changes of many rows: made in the background, kept for a week so that they can be undone.");
  addRows(group, context);
  addHistory(group, context);
}

function addRows(group: Command, context: Context): void {
  const command = group
    .command("rows")
    .description("Changes labels, tags or metadata of every row that a filter selects now.")
    .option("--where <filter>", "which rows")
    .option("--key <key>", "this row (repeatable)", collect)
    .option("--all", "every row of the catalog")
    .option("--add-label <label>", "add a label (repeatable)", collect)
    .option("--remove-label <label>", "take a label away (repeatable)", collect)
    .option("--set-label <label>", "these labels replace all that are there (repeatable)", collect)
    .option("--add-tag <tag>", "add a tag (repeatable)", collect)
    .option("--remove-tag <tag>", "take a tag away (repeatable)", collect)
    .option("--set-tag <tag>", "these tags replace all that are there (repeatable)", collect)
    .option("--set <name=value>", "a metadata value: JSON, or text; null takes it away (repeatable)", collectPair)
    .option("--expect <rows>", "refuse when it is another number of rows", wholeNumber(1));
  waitOptions(command);
  examples(
    command,
    "pomona edit rows --where 'label = \"apple\" and not tag exists' --add-tag checked",
    "pomona edit rows --all --remove-tag new --set season=2026",
  );
  onRun<EditOptions>(command, context, "existing", async (run, _operands, options) => {
    if (!options.where && !options.key && !options.all)
      throw new UsageError("Say which rows: --where FILTER, --key KEY, or --all.");
    const edit = readEdit(options);
    const filter = options.where ?? (options.all ? EVERY_ROW : undefined);
    const started = await run.client.startEdit(
      { selection: given({ filter, include: options.key }), edit, ...given({ expect: options.expect }) },
      { signal: run.signal },
    );
    if (!isWaiting(run, options)) {
      await run.show(started, () => `Editing ${plural(started.rows, "row")}; \`pomona jobs --wait\` waits for it`);
      return exitCodes.done;
    }
    const result = await finished(run, started.job, "The edit");
    const document = { ...started, changed: result.changed };
    await run.show(
      document,
      () =>
        `Changed ${count(result.changed)} of ${plural(started.rows, "row")}; \`pomona edit undo ${started.edit}\` undoes it`,
    );
    return exitCodes.done;
  });
}

function addHistory(group: Command, context: Context): void {
  const list = group.command("list").description("Lists the edits that can be undone, newest first.");
  examples(list, "pomona edit list");
  onRun(list, context, "existing", async (run) => {
    const edits = await run.client.listEdits({ signal: run.signal });
    await run.show(edits, () => renderEdits(run, edits) || "No edits that could be undone.");
    return undefined;
  });
  const undo = group
    .command("undo [edit]")
    .description(
      "Gives each row back what it had before an edit (default: the newest one). What was changed by hand since stays.",
    );
  waitOptions(undo);
  examples(undo, "pomona edit undo", "pomona edit undo 12 --json");
  onRun<WaitChoice>(undo, context, "existing", async (run, [given], options) => {
    const id = given ?? (await newestEdit(run));
    const { job } = await run.client.undoEdit({ id });
    if (!isWaiting(run, options)) {
      await run.show({ edit: Number(id), job }, () => "Undoing; `pomona jobs --wait` waits for it");
      return exitCodes.done;
    }
    const result = await finished(run, job, "The undo");
    await run.show({ ...result, job }, () => {
      const kept = result.kept > 0 ? `; ${plural(result.kept, "row")} changed since stayed as they are` : "";
      return `Restored ${plural(result.changed, "row")}${kept}`;
    });
    return exitCodes.done;
  });
}

const waitOptions = (command: Command): Command =>
  command
    .option("--wait", "return when every row is done (the default)")
    .option("--no-wait", "return at once, where a server goes on with it");

/** Without a server nobody would do the work after this command. */
const isWaiting = (run: Run, { wait }: WaitChoice): boolean => (wait ?? true) || run.place === "process";

async function newestEdit(run: Run): Promise<string> {
  const edits = await run.client.listEdits({ signal: run.signal });
  const newest = edits.find(({ state }) => state === "edited" || state === "stopped");
  if (!newest) throw new Problem("edit-not-found", "There is no edit that could be undone.");
  return String(newest.id);
}

async function finished(run: Run, job: string, what: string): Promise<JobOutput<"edit">> {
  const [ended] = await finishJobs(
    run,
    [job],
    "`pomona edit list` shows how far it came; `pomona edit undo` undoes that.",
  );
  if (ended?.state !== "done") throw jobProblem(ended, what);
  return ended.result as JobOutput<"edit">;
}

function readEdit(options: EditOptions): BulkEdit {
  const list = (set?: string[], add?: string[], remove?: string[]) => {
    const change = given({ set, add, remove });
    return Object.keys(change).length > 0 ? change : undefined;
  };
  const edit = given({
    labels: list(options.setLabel, options.addLabel, options.removeLabel),
    tags: list(options.setTag, options.addTag, options.removeTag),
    metadata: options.set && readMetadata(options.set),
  });
  if (Object.keys(edit).length === 0)
    throw new UsageError("Say what to change: --add-label, --add-tag, --remove-tag, --set or another of them.");
  return edit;
}

const renderEdits = (run: Run, edits: readonly Edit[]): string =>
  renderTable(
    edits,
    [
      { title: "EDIT", value: (edit) => String(edit.id), align: "right" },
      { title: "STATE", value: (edit) => edit.state },
      { title: "WHAT", value: (edit) => edit.title, shrinks: true },
      { title: "CHANGED", value: (edit) => count(edit.changed), align: "right" },
      { title: "MADE", value: (edit) => edit.created.slice(0, 19).replace("T", " ") },
      { title: "UNDO UNTIL", value: (edit) => edit.undoUntil.slice(0, 10) },
    ],
    run.terminal,
  );
