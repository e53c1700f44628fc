import { Problem } from "@pomona/contract/problems";
import type { Command } from "commander";
import type { Run } from "../../context.ts";
import { type ExitCode, exitCodes } from "../../exit-code.ts";
import { jobProblem } from "../../job-problem.ts";
import { finishJobs } from "../../wait.ts";
import { renderFunction } from "./render.ts";

export interface WaitChoice {
  wait?: boolean;
}

export const waitOptions = (command: Command): Command =>
  command
    .option("--wait", "return when every row is scored (the default when no server is running)")
    .option("--no-wait", "return at once");

/** Waits for the scoring where asked to, then shows the function as it stands. Throws the problem that ended the scoring. */
export async function showScored(run: Run, name: string, job: string | null, { wait }: WaitChoice): Promise<ExitCode> {
  const again = `\`pomona function rescore ${JSON.stringify(name)}\` scores every row.`;
  if (job !== null && (wait ?? run.place === "process")) {
    const [ended] = await finishJobs(run, [job], again);
    if (ended?.state !== "done") {
      const { code, message, fields } = jobProblem(ended, "The scoring");
      throw new Problem(code, {
        detail: `The function "${name}" is saved, but its rows are not scored: ${message} When that is mended, ${again}`,
        fields,
      });
    }
  }
  const found = await run.client.getFunction({ name });
  await run.show(found, () => renderFunction(run, found));
  return exitCodes.done;
}
