import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../../confirm.ts";
import type { Context } from "../../context.ts";
import { plural } from "../../render/quantities.ts";
import { noteWaiting } from "../automation/note-waiting.ts";
import { examples, onRun } from "../command.ts";
import { given } from "../values.ts";
import { showScored, type WaitChoice, waitOptions } from "./show-scored.ts";

export function addRename(group: Command, context: Context): void {
  const rename = group
    .command("rename <name> <newName>")
    .description("Gives a function another name; its scores stay.");
  examples(rename, 'pomona function rename apples "green apples"');
  onRun(rename, context, "existing", async (run, [name = "", newName = ""]) => {
    const renamed = await run.client.editFunction({ name }, { name: newName });
    await run.show(renamed, () => `${name} is now ${renamed.name}`);
    return undefined;
  });
}

export function addDelete(group: Command, context: Context): void {
  const remove = confirmable(
    group
      .command("delete <name>")
      .description("Deletes a function and its scores.")
      .option("--force", "also where combinations have it as a part; they lack it then"),
  );
  examples(remove, "pomona function delete apples", "pomona function delete apples --yes");
  onRun<Confirmable & { force?: true }>(remove, context, "existing", async (run, [name = ""], { yes, force }) => {
    const { scored, usedBy } = await run.client.getFunction({ name }, { signal: run.signal });
    const users = usedBy.map((user) => `"${user}"`).join(", ");
    // What combinations need is refused by the server; there is nothing to ask then.
    if (force || usedBy.length === 0) {
      await noteWaiting(run, { kind: "function", name });
      await confirmDeletion(
        run,
        given({ yes }),
        () => `function "${name}" with ${plural(scored, "score")}${users && `, a part of ${users}`}`,
      );
    }
    const deleted = await run.client.deleteFunction({ name, ...given({ force }) });
    await run.show(
      deleted,
      () => `Deleted function ${name}${usedBy.length > 0 ? `; a part is missing now of ${users}` : ""}`,
    );
    return undefined;
  });
}

export function addRescore(group: Command, context: Context): void {
  const rescore = waitOptions(
    group.command("rescore <name>").description("Scores every row again; a probe is trained again first."),
  );
  examples(rescore, "pomona function rescore apples");
  onRun<WaitChoice>(rescore, context, "existing", async (run, [name = ""], options) => {
    const { job } = await run.client.rescoreFunction({ name });
    return showScored(run, name, job, options);
  });
}
