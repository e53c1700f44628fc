import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { UsageError } from "../../exit-code.ts";
import { examples, onRun } from "../command.ts";
import { given } from "../values.ts";
import { type ActionOptions, readAction, readEditedAction, withAction } from "./action-options.ts";
import { noteCalls } from "./note-calls.ts";
import { renderAutomation, renderDryRun, renderSecret } from "./render.ts";

interface CreateOptions extends ActionOptions {
  when: string;
  rescore: boolean;
  paused?: true;
}
interface EditOptions extends ActionOptions {
  when?: string;
  name?: string;
  rescore?: boolean;
}

export function addChanging(group: Command, context: Context): void {
  addCreate(group, context);
  addEdit(group, context);
}

function addCreate(group: Command, context: Context): void {
  const create = withAction(
    group
      .command("create <name>")
      .description("Acts on each row that arrives from now on and meets a filter.")
      .requiredOption("--when <filter>", "which rows; functions, maps and all other conditions"),
  )
    .option("--no-rescore", "only on arrival, not when a new version of a function in the filter has scored the rows")
    .option("--paused", "begin paused");
  examples(
    create,
    "pomona automation create green --when 'function(\"green apples\") >= 0.8' --tag green",
    "pomona automation create odd --when 'width < 100' --review small",
    "pomona automation create send --when 'not label exists' --batch new --project fruit --daily-cap 500",
    "pomona automation create tell --when 'label = apple' --webhook https://shop.example/hook --secret-file secret.txt",
  );
  onRun<CreateOptions>(create, context, "existing", async (run, [name = ""], options) => {
    const action = await readAction(options);
    if (!action) throw new UsageError("Say what is done: --tag, --review, --batch or --webhook.");
    const found = await run.client.dryRunAutomation({ filter: options.when, examples: 0 }, { signal: run.signal });
    const made = await run.client.createAutomation({
      name,
      filter: options.when,
      action,
      onRescore: options.rescore,
      isPaused: options.paused ?? false,
    });
    run.note(`${renderDryRun(found)}; it acts on rows that come from now on.`);
    await run.show({ ...made, dryRun: found }, () => `${renderAutomation(made)}${renderSecret(made)}`);
    noteCalls(run, action.kind);
    return undefined;
  });
}

function addEdit(group: Command, context: Context): void {
  const edit = withAction(
    group
      .command("edit <name>")
      .description(
        "Gives an automation another name, filter or action. Rows it has acted on stay as they are. Of an action of the same kind, the secret, cap, grouping and rows per call stay as they are unless they are given; given alone, they change the action that it has.",
      )
      .option("--when <filter>", "the new filter")
      .option("--name <name>", "the new name"),
  )
    .option("--no-daily-cap", "of --batch: take the cap away")
    .option("--rescore", "act on rescoring, too")
    .option("--no-rescore", "act on arrival only");
  examples(
    edit,
    "pomona automation edit green --when 'function(\"green apples\") >= 0.9'",
    "pomona automation edit send --daily-cap 1000",
    "pomona automation edit send --batch new --project vegetables",
  );
  onRun<EditOptions>(edit, context, "existing", async (run, [name = ""], options) => {
    const find = () => run.client.getAutomation({ name }, { signal: run.signal });
    const action = await readEditedAction(options, find);
    // Commander gives a pair of --x and --no-x no default where both are declared.
    const change = given({ name: options.name, filter: options.when, onRescore: options.rescore, action });
    if (Object.keys(change).length === 0)
      throw new UsageError("Say what to change: --name, --when, --rescore or an action.");
    const edited = await run.client.editAutomation({ name }, change);
    await run.show(edited, () => `${renderAutomation(edited)}${renderSecret(edited)}`);
    if (action) noteCalls(run, action.kind);
    return undefined;
  });
}
