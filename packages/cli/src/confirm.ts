import { Problem } from "@pomona/contract/problems";
import type { Command } from "commander";
import type { Run } from "./context.ts";
import { UsageError } from "./exit-code.ts";

export interface Confirmable {
  yes?: true;
}

/** Adds `--yes` to a command that destroys something; its body calls `confirmDeletion`. */
export const confirmable = (command: Command): Command => command.option("--yes", "delete without asking");

/**
 * Returns once the user has agreed to something that cannot be taken back, `what` in the infinitive; else as
 * `confirmDeletion` does.
 */
export async function confirmDoing(
  run: Run,
  { yes }: Confirmable,
  what: () => string | Promise<string>,
): Promise<void> {
  if (yes) return;
  const doing = await what();
  const answer = await run.terminal.ask(`${doing}? [y/N] `);
  if (answer === null)
    throw new UsageError(`${doing}? Nobody can be asked, as stdin or stderr is not a terminal: give --yes.`);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Problem("cancelled", "Nothing was done.");
}

/**
 * Returns once the user has agreed, by `--yes` or by typing y; `what` names what goes and how much of it. Throws a
 * `UsageError` where nobody can be asked, and the problem `cancelled` for any other answer.
 */
export async function confirmDeletion(
  run: Run,
  { yes }: Confirmable,
  what: () => string | Promise<string>,
): Promise<void> {
  if (yes) return;
  const doomed = await what();
  const answer = await run.terminal.ask(`Delete ${doomed}? [y/N] `);
  if (answer === null)
    throw new UsageError(
      `This deletes ${doomed}. Nobody can be asked, as stdin or stderr is not a terminal: give --yes to delete without asking.`,
    );
  if (!/^y(es)?$/i.test(answer.trim())) throw new Problem("cancelled", "Nothing was deleted.");
}
