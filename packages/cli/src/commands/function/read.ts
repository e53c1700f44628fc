import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { examples, onRun } from "../command.ts";
import { given, wholeNumber } from "../values.ts";
import { renderHealth } from "./health.ts";
import { renderFunction, renderFunctions } from "./render.ts";

export function addList(group: Command, context: Context): void {
  const list = group.command("list").description("Lists the functions with how far they are scored.");
  examples(list, "pomona function list");
  onRun(list, context, "existing", async (run) => {
    const functions = await run.client.listFunctions({ signal: run.signal });
    await run.show(functions, () => renderFunctions(run, functions));
    return undefined;
  });
}

interface ShowOptions {
  versionNumber?: number;
  health?: true;
}

export function addShow(group: Command, context: Context): void {
  const show = group
    .command("show <name>")
    .description("Shows one function with its examples.")
    .option("--version-number <number>", "an earlier version", wholeNumber(1))
    .option("--health", "tell whether arriving rows are still like those it was made on, too");
  examples(show, 'pomona function show "green apples" --json');
  onRun<ShowOptions>(show, context, "existing", async (run, [name = ""], { versionNumber: version, health }) => {
    const { signal } = run;
    const found = await run.client.getFunction({ name, ...given({ version }) }, { signal });
    const told = health ? await run.client.functionHealth({ name }, { signal }) : null;
    await run.show(told ? { ...found, health: told } : found, () =>
      told ? `${renderFunction(run, found).trimEnd()}\n\n${renderHealth(told)}` : renderFunction(run, found),
    );
    return undefined;
  });
}
