import type { JobOutput } from "@pomona/contract/jobs";
import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion, confirmDoing } from "../../confirm.ts";
import type { Context } from "../../context.ts";
import { jobProblem } from "../../job-problem.ts";
import { count, plural } from "../../render/quantities.ts";
import { oneLine } from "../../render/width.ts";
import { finishJobs } from "../../wait.ts";
import { examples, onRun } from "../command.ts";
import { noteCalls } from "./note-calls.ts";
import { renderAutomation, renderToday } from "./render.ts";

export function addLifeCycle(group: Command, context: Context): void {
  addPauses(group, context);
  addRun(group, context);
  const retry = group
    .command("retry <delivery>")
    .description(
      "Has a call of a webhook made again that was given up, or that waits: at once, with as many tries as a new one.",
    );
  examples(retry, "pomona automation retry 6c2f1f2e-6f1c-4b0e-9a53-8f0b5f7a1d11");
  onRun(retry, context, "existing", async (run, [id = ""]) => {
    const delivery = await run.client.retryDelivery({ id });
    await run.show(
      delivery,
      () => `Delivery ${delivery.id} is queued, ${plural(delivery.rows, "row")} for ${oneLine(delivery.url)}`,
    );
    if (run.place === "process") noteCalls(run, "webhook");
    else run.note(`How it ends: pomona automation deliveries ${JSON.stringify(delivery.automation)}`);
    return undefined;
  });
  const remove = confirmable(
    group
      .command("delete <name>")
      .description(
        "Deletes an automation with its log and calls. What it did stays; another one of the name acts anew.",
      ),
  );
  examples(remove, "pomona automation delete green", "pomona automation delete green --yes");
  onRun<Confirmable>(remove, context, "existing", async (run, [name = ""], options) => {
    await confirmDeletion(run, options, async () => {
      const { acted, waiting, held, deliveries } = await run.client.getAutomation({ name }, { signal: run.signal });
      const calls = deliveries.pending > 0 ? `, ${plural(deliveries.pending, "call")} not made yet` : "";
      return `automation "${name}" with its log (${plural(acted, "row")} acted on, ${count(waiting + held)} waiting${calls}; what it did stays)`;
    });
    const deleted = await run.client.deleteAutomation({ name });
    await run.show(deleted, () => `Deleted automation ${oneLine(name)}`);
    return undefined;
  });
}

function addPauses(group: Command, context: Context): void {
  const pause = group.command("pause <name>").description("Pauses an automation; rows that arrive wait.");
  examples(pause, "pomona automation pause green");
  onRun(pause, context, "existing", async (run, [name = ""]) => {
    const paused = await run.client.editAutomation({ name }, { isPaused: true });
    await run.show(paused, () => renderAutomation(paused));
    return undefined;
  });
  const resume = group
    .command("resume <name>")
    .description("Lets an automation go on with the rows that came while it was paused.")
    .option("--skip-waiting", "leave those out");
  examples(resume, "pomona automation resume green", "pomona automation resume green --skip-waiting");
  onRun<{ skipWaiting?: true }>(resume, context, "existing", async (run, [name = ""], { skipWaiting = false }) => {
    const resumed = await run.client.editAutomation({ name }, { isPaused: false, skipWaiting });
    await run.show(resumed, () => renderAutomation(resumed));
    return undefined;
  });
}

function addRun(group: Command, context: Context): void {
  const runs = group
    .command("run <name>")
    .description("Acts on the rows there are, too: those that meet its filter and were not acted on.")
    .option("--yes", "act without asking");
  examples(runs, "pomona automation run green", "pomona automation run green --yes");
  onRun<Confirmable>(runs, context, "existing", async (run, [name = ""], options) => {
    const { filter } = await run.client.getAutomation({ name }, { signal: run.signal });
    const found = await run.client.dryRunAutomation({ filter, automation: name, examples: 0 });
    const expect = found.matched - found.acted;
    await confirmDoing(
      run,
      options,
      () =>
        `Act on ${plural(found.wouldAct, "row")} that ${found.wouldAct === 1 ? "is" : "are"} there already${renderToday(found)}`,
    );
    const { job } = await run.client.runAutomation({ name }, { expect });
    const goOn = "What it acted on stays; `pomona automation run` goes on with the rest.";
    const [ended] = await finishJobs(run, [job], goOn);
    if (ended?.state !== "done") throw jobProblem(ended, `automation "${name}"`);
    const output = ended.result as JobOutput<"automate">;
    const after = await run.client.getAutomation({ name });
    await run.show({ job, ...output, automation: after }, () => renderAutomation(after));
    noteCalls(run, after.action.kind);
    return undefined;
  });
}
