import type { Delivery } from "@pomona/contract/automations";
import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { oneLine } from "../../render/width.ts";
import { examples, onRun } from "../command.ts";
import { given, wholeNumber } from "../values.ts";
import { renderAutomation, renderAutomations, renderDeliveries, renderDryRun, renderLog } from "./render.ts";

interface PageOptions {
  limit: number;
  after?: number;
}
const paged = (command: Command): Command =>
  command
    .option("--limit <count>", "at most so many", wholeNumber(1, 1000), 100)
    .option("--after <mark>", "go on after a page (its `next` with --json)", wholeNumber(0));

export function addReading(group: Command, context: Context): void {
  const list = group.command("list").description("Lists the automations with what they did and what waits.");
  examples(list, "pomona automation list", "pomona automation list --json");
  onRun(list, context, "existing", async (run) => {
    const automations = await run.client.listAutomations({ signal: run.signal });
    await run.show(automations, () => renderAutomations(run, automations));
    return undefined;
  });
  const show = group.command("show <name>").description("Shows one automation.");
  examples(show, "pomona automation show green");
  onRun(show, context, "existing", async (run, [name = ""]) => {
    const found = await run.client.getAutomation({ name }, { signal: run.signal });
    await run.show(found, () => renderAutomation(found));
    return undefined;
  });
  addDryRun(group, context);
  addLog(group, context);
  addDeliveries(group, context);
}

function addDryRun(group: Command, context: Context): void {
  const dryRun = group
    .command("dry-run <name>")
    .description("Says how many of the rows there are an automation would act on; nothing is done.")
    .option("--when <filter>", "with another filter than it has")
    .option("--examples <count>", "keys to show, newest first", wholeNumber(0, 100), 12);
  examples(dryRun, "pomona automation dry-run green", "pomona automation dry-run green --when 'label = apple'");
  onRun<{ when?: string; examples: number }>(dryRun, context, "existing", async (run, [name = ""], options) => {
    const { filter } = await run.client.getAutomation({ name }, { signal: run.signal });
    const request = { filter: options.when ?? filter, automation: name, examples: options.examples };
    const found = await run.client.dryRunAutomation(request, { signal: run.signal });
    await run.show(found, () => [renderDryRun(found), ...found.examples.map(oneLine)].join("\n"));
    return undefined;
  });
}

function addLog(group: Command, context: Context): void {
  const log = paged(group.command("log <name>").description("Shows what an automation did, newest first."));
  examples(log, "pomona automation log green", "pomona automation log green --limit 10 --json");
  onRun<PageOptions>(log, context, "existing", async (run, [name = ""], options) => {
    const page = await run.client.automationLog({ name, ...given({ after: options.after }), limit: options.limit });
    await run.show(page, () => renderLog(run, page));
    return undefined;
  });
}

function addDeliveries(group: Command, context: Context): void {
  const deliveries = paged(
    group
      .command("deliveries [name]")
      .description("Shows the calls of webhooks, newest first; of one automation or of all.")
      .option("--dead", "only those that were given up"),
  );
  examples(deliveries, "pomona automation deliveries", "pomona automation deliveries tell --dead");
  onRun<PageOptions & { dead?: true }>(deliveries, context, "existing", async (run, [automation], options) => {
    const state: Delivery["state"] | undefined = options.dead && "dead";
    const page = await run.client.listDeliveries({
      ...given({ automation, state, after: options.after }),
      limit: options.limit,
    });
    await run.show(page, () => renderDeliveries(run, page));
    return undefined;
  });
}
