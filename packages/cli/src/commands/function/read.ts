import { type FunctionHealth, isDiffering } from "@pomona/contract/function-versions";
import type { Command } from "commander";
import type { Context, Run } from "../../context.ts";
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
    // A script asks for what it wants; people are told what they did not ask for, as it may take a second to find out.
    const isTold = health || (version === undefined && found.servedVersion !== null && !run.globals.json);
    const told = isTold ? await healthOf(run, name, health === true) : null;
    await run.show(health ? { ...found, health: told } : found, () => {
      const shown = renderFunction(run, found).trimEnd();
      if (!told || !(health || isDiffering(told))) return shown;
      return `${shown}\n\n${health ? renderHealth(told) : differingLine(name, told)}`;
    });
    return undefined;
  });
}

/** Null, with a note, where it cannot be known and is not required: the function is shown nevertheless. */
async function healthOf(run: Run, name: string, isRequired: boolean): Promise<FunctionHealth | null> {
  const { signal } = run;
  return run.client.functionHealth({ name }, { signal }).catch((error: unknown) => {
    if (isRequired || signal.aborted) throw error;
    run.note(`Whether arriving rows differ is not known: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  });
}

const differingLine = (name: string, { version }: FunctionHealth): string =>
  `arriving rows DIFFER from those that version ${version} was made on: pomona function health ${JSON.stringify(name)} tells how`;
