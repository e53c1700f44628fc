import type { JobOutput } from "@pomona/contract/jobs";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { noteFailures } from "../failures.ts";
import { jobProblem } from "../job-problem.ts";
import { plural } from "../render/quantities.ts";
import { finishAll, finishJobs } from "../wait.ts";
import { examples, onRun } from "./command.ts";

export function addDoctor(program: Command, context: Context): void {
  const command = program
    .command("doctor")
    .summary("check the stores for damage, and mend what can be mended")
    .description(
      "Reads all vectors and compares their checksums, makes missing or damaged sidecars anew, and looks for rows that lack a vector or a score they are said to have. Exit code 1 when something is damaged.",
    );
  command.option(
    "--drop-damaged",
    "take damaged vectors out, so that their rows are embedded again; the files are kept",
  );
  examples(command, "pomona doctor", "pomona doctor --json", "pomona doctor --drop-damaged");
  onRun<{ dropDamaged?: true }>(command, context, "existing", async (run, _operands, { dropDamaged = false }) => {
    const { job } = await run.client.startCheck({ dropDamaged });
    const [done] = await finishJobs(run, [job], "`pomona doctor` checks again from the start.");
    if (done?.state !== "done") throw jobProblem(done, "The check");
    const report = done.result as JobOutput<"check">;
    noteFailures(run, { one: "needs attention", many: "need attention" }, report.failed, report.failed.length, job);
    if (report.dropped > 0 && run.place === "process")
      await finishAll(run, [], "`pomona jobs --wait` goes on embedding.");
    await run.show(report, () => {
      const mended = report.rebuilt > 0 ? `, ${plural(report.rebuilt, "sidecar")} made anew` : "";
      const state = report.failed.length === 0 ? "all is well" : `${plural(report.failed.length, "problem")} found`;
      return `${plural(report.checked, "segment")} checked${mended}: ${state}.`;
    });
    return report.failed.length === 0 ? exitCodes.done : exitCodes.failed;
  });
}
