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
export const confirmDoing = (run: Run, choice: Confirmable, what: () => string | Promise<string>): Promise<void> =>
  agree(run, choice, async () => {
    const question = `${await what()}?`;
    return { question, unasked: question, how: "give --yes.", refused: "Nothing was done." };
  });

/**
 * Returns once the user has agreed, by `--yes` or by typing y; `what` names what goes and how much of it. Throws a
 * `UsageError` where nobody can be asked, and the problem `cancelled` for any other answer.
 */
export const confirmDeletion = (run: Run, choice: Confirmable, what: () => string | Promise<string>): Promise<void> =>
  agree(run, choice, async () => {
    const doomed = await what();
    return {
      question: `Delete ${doomed}?`,
      unasked: `This deletes ${doomed}.`,
      how: "give --yes to delete without asking.",
      refused: "Nothing was deleted.",
    };
  });

interface Words {
  question: string;
  /** Says the same where nobody can be asked, and `how` what to do then. */
  unasked: string;
  how: string;
  refused: string;
}

async function agree({ terminal }: Run, { yes }: Confirmable, words: () => Promise<Words>): Promise<void> {
  if (yes) return;
  const { question, unasked, how, refused } = await words();
  const answer = await terminal.ask(`${question} [y/N] `);
  if (answer === null)
    throw new UsageError(`${unasked} Nobody can be asked, as stdin or stderr is not a terminal: ${how}`);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Problem("cancelled", refused);
}
