import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { examples, onRun } from "../command.ts";
import { given, wholeNumber } from "../values.ts";
import { renderDiff, renderVersions } from "./render-versions.ts";
import { showScored, type WaitChoice, waitOptions } from "./show-scored.ts";

export function addVersions(group: Command, context: Context): void {
  const list = group.command("versions <name>").description("Lists the versions of a function, newest first.");
  examples(list, 'pomona function versions "green apples"');
  onRun(list, context, "existing", async (run, [name = ""]) => {
    const versions = await run.client.functionVersions({ name }, { signal: run.signal });
    await run.show(versions, () => renderVersions(run, name, versions));
    return undefined;
  });
}

export function addDiff(group: Command, context: Context): void {
  const diff = group
    .command("diff <name>")
    .description(
      "Tells what changed from one version to another: examples, parameters, figures, and rows that crossed.",
    )
    .requiredOption("--from <number>", "the version before", wholeNumber(1))
    .option("--to <number>", "the version after (default: the newest)", wholeNumber(1));
  examples(diff, 'pomona function diff "green apples" --from 1', 'pomona function diff "green apples" --from 1 --to 2');
  onRun<{ from: number; to?: number }>(diff, context, "existing", async (run, [name = ""], { from, to }) => {
    const told = await run.client.functionDiff({ name, from, ...given({ to }) }, { signal: run.signal });
    await run.show(told, () => renderDiff(run, told));
    return undefined;
  });
}

export function addRollBack(group: Command, context: Context): void {
  const command = group
    .command("rollback <name>")
    .description(
      "Makes a new version that is what an old one was, with its threshold. The version that serves goes on until it is scored.",
    );
  waitOptions(command)
    .requiredOption("--to <number>", "the version to go back to", wholeNumber(1))
    .option("--note <words>", "why, kept with the new version");
  examples(command, 'pomona function rollback "green apples" --to 1 --note "limes belong to it"');
  onRun<WaitChoice & { to: number; note?: string }>(command, context, "existing", async (run, [name = ""], options) => {
    const { to: version, note } = options;
    const rolled = await run.client.rollBackFunction({ name }, { version, ...given({ note }) }, { signal: run.signal });
    return showScored(run, rolled.name, rolled.job, options);
  });
}
