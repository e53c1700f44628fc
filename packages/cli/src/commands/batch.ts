import type { Batch } from "@pomona/contract/projects";
import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context, Run } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { count, plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { examples, onRun } from "./command.ts";
import { addRankingOptions, type RankingOptions, readRanking } from "./ranking-options.ts";
import { collect, given, wholeNumber } from "./values.ts";

interface CreateOptions extends RankingOptions {
  project: string;
  where?: string;
  key?: string[];
  limit?: number;
  random?: true;
  seed?: number;
  priority?: number;
}

export function addBatch(program: Command, context: Context): void {
  const group = program
    .command("batch")
    .summary("send rows to labeling")
    .description("Batches: sets of rows sent to a labeling project at once.");
  addCreate(group, context);
  const list = group
    .command("list")
    .description("Lists the batches.")
    .option("--project <name>", "only those of a project");
  examples(list, "pomona batch list --project fruit");
  onRun<{ project?: string }>(list, context, "existing", async (run, _operands, options) => {
    const batches = await run.client.listBatches(given(options), { signal: run.signal });
    await run.show(batches, () => renderBatches(run, batches) || "No batches yet.");
    return undefined;
  });
  const show = group
    .command("show <name>")
    .description("Shows a batch and its keys in order.")
    .option("--project <name>", "its project, where several have a batch of that name");
  examples(show, 'pomona batch show "apples 1" --project fruit');
  onRun<{ project?: string }>(show, context, "existing", async (run, [name = ""], options) => {
    const batch = await findBatch(run, name, options.project);
    const keys = await keysOf(run, batch);
    await run.show({ ...batch, keys }, () => [renderBatches(run, [batch]), "", ...keys].join("\n"));
    return undefined;
  });
  const remove = confirmable(
    group
      .command("delete <name>")
      .description("Takes a batch out of its project; the rows stay in the catalog.")
      .option("--project <name>", "its project, where several have a batch of that name"),
  );
  examples(remove, 'pomona batch delete "apples 1" --project fruit', "pomona batch delete spot-check --yes");
  onRun<Confirmable & { project?: string }>(remove, context, "existing", async (run, [name = ""], options) => {
    const { project, rows } = await findBatch(run, name, options.project);
    await confirmDeletion(
      run,
      options,
      () => `batch "${name}" of project "${project}" (its ${plural(rows, "row")} stay in the catalog)`,
    );
    const deleted = await run.client.deleteBatch({ project, name });
    await run.show(deleted, () => `Took batch ${name} out of project ${project}`);
    return undefined;
  });
}

function addCreate(group: Command, context: Context): void {
  const command = group
    .command("create <name>")
    .description("Sends rows to a labeling project. Rows that the project has already are left out and counted.")
    .requiredOption("--project <name>", "the project; it is made where it does not exist")
    .option("--where <filter>", "which rows")
    .option("--key <key>", "a row, besides those of the filter (repeatable)", collect)
    .option("--limit <rows>", "at most so many rows", wholeNumber(1, 1_000_000));
  addRankingOptions(command, "which rows come first (default: order of arrival)")
    .option("--random", "in random order instead")
    .option("--seed <number>", "the same seed gives the same random order (default: 0)", wholeNumber(0, 4_294_967_295))
    .option("--priority <1-5>", "1 is most urgent (default: 3)", wholeNumber(1, 5));
  examples(
    command,
    "pomona batch create \"apples 1\" --project fruit --where 'function(\"green apples\") >= 0.8 and not label exists' --sort 'function:green apples' --limit 50",
    "pomona batch create like-these --project fruit --where 'not label exists' --like shop/a.jpg --limit 50",
    "pomona batch create spot-check --project fruit --where 'dataset = \"arrivals\"' --random --seed 7 --limit 100",
  );
  onRun<CreateOptions>(command, context, "existing", async (run, [name = ""], options) => {
    const { project, where: filter, key: include, limit, seed, priority } = options;
    if (filter === undefined && include === undefined)
      throw new UsageError("Say which rows: --where FILTER or --key KEY; every row is --where 'key exists'.");
    if (seed !== undefined && !options.random) throw new UsageError("--seed goes with --random.");
    const sort = await readRanking(options);
    if (options.random && sort && "similarity" in sort)
      throw new UsageError("Give either --random or examples to rank by, such as --like.");
    const selection = { filter: filter ?? { or: [] }, ...given({ include }) };
    const order = options.random ? { order: "random" as const } : {};
    const made = await run.client.createBatch(
      { name, project, selection, ...order, ...given({ limit, seed, priority, sort }) },
      { signal: run.signal },
    );
    await run.show(made, () => {
      const left =
        made.alreadyInProject > 0 ? `; ${plural(made.alreadyInProject, "row")} left out, already in the project` : "";
      return `Batch ${made.name}: ${plural(made.rows, "row")} of ${count(made.matched)} sent to project ${made.project}${left}`;
    });
    return undefined;
  });
}

async function findBatch(run: Run, name: string, project: string | undefined): Promise<Batch> {
  const batches = (await run.client.listBatches(given({ project }), { signal: run.signal })).filter(
    (batch) => batch.name === name,
  );
  const [batch, other] = batches;
  if (!batch)
    throw new UsageError(
      `There is no batch ${name}${project === undefined ? "" : ` in project ${project}`}. \`pomona batch list\` lists them.`,
    );
  if (other)
    throw new UsageError(
      `Several projects have a batch ${name}; say which with --project: ${batches.map((one) => one.project).join(", ")}.`,
    );
  return batch;
}

async function keysOf(run: Run, { project, name }: Batch): Promise<string[]> {
  const keys: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page: { rows: { key: string }[]; next: string | null } = await run.client.batchRows(
      { project, name, limit: 10_000, ...(after ? { after } : {}) },
      { signal: run.signal },
    );
    for (const row of page.rows) keys.push(row.key);
    after = page.next;
  }
  return keys;
}

function renderBatches(run: Run, batches: readonly Batch[]): string {
  return renderTable(
    batches,
    [
      { title: "BATCH", value: (batch) => batch.name, shrinks: true },
      { title: "PROJECT", value: (batch) => batch.project, shrinks: true },
      { title: "ROWS", value: (batch) => count(batch.rows), align: "right" },
      { title: "PRIORITY", value: (batch) => String(batch.priority), align: "right" },
      { title: "ORDER", value: (batch) => (batch.order === "random" ? `random, seed ${batch.seed}` : batch.order) },
      { title: "CREATED", value: (batch) => batch.created.slice(0, 16).replace("T", " ") },
    ],
    run.terminal,
  );
}
