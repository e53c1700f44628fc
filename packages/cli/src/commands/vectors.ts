import type { JobOutput } from "@pomona/contract/jobs";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { allFailures, noteFailures } from "../failures.ts";
import { jobProblem } from "../job-problem.ts";
import { count } from "../render/quantities.ts";
import { grantPath } from "../server-path.ts";
import { finishAll, finishJobs } from "../wait.ts";
import { examples, onRun } from "./command.ts";
import { given } from "./values.ts";

const GO_ON = "The same import again goes on with the rest.";

interface VectorOptions {
  space: string;
  ids?: string;
  keyColumn?: string;
  vectorColumn?: string;
  keyPrefix?: string;
}

export function addVectors(program: Command, context: Context): void {
  const group = program
    .command("vectors")
    .summary("bring vectors you computed")
    .description("Vectors that you computed yourself.");
  const command = group
    .command("import <file>")
    .description(
      "Imports vectors of rows that are there from .npy, Parquet, Arrow, CSV or NDJSON. The space is made where it does not exist.",
    )
    .requiredOption("--space <name>", "space the vectors belong to")
    .option("--ids <file>", "for .npy: a file with one key per line, in the order of the vectors")
    .option("--key-column <column>", "column of keys (default: key)")
    .option("--vector-column <column>", "column of vectors (default: vector)")
    .option("--key-prefix <prefix>", "put before each key");
  examples(
    command,
    "pomona vectors import effnet.npy --ids keys.txt --space effnet-b2",
    "pomona vectors import vectors.parquet --space mine --key-column id --vector-column embedding",
  );
  onRun<VectorOptions>(command, context, "new", async (run, [file = ""], options) => {
    const { space, ids, keyColumn, vectorColumn, keyPrefix } = options;
    const path = await grantPath(run, file);
    const idsPath = ids === undefined ? undefined : await grantPath(run, ids);
    const { job: id } = await run.client.importVectors({
      space,
      path,
      ...given({ ids: idsPath, keyColumn, vectorColumn, keyPrefix }),
    });
    const [ended] = await finishJobs(run, [id], GO_ON);
    if (ended?.state !== "done") throw jobProblem(ended, "The import");
    const report = ended.result as JobOutput<"vectors">;
    if (report.failedCount > report.failed.length) report.failed = await allFailures(run, id);
    noteFailures(run, "could not be imported", report.failed, report.failedCount, id);
    if (run.place === "process") await finishAll(run, [], GO_ON);
    await run.show(
      report,
      () =>
        `${report.space}: ${count(report.imported)} imported, ${count(report.replaced)} replaced, ${count(report.failedCount)} refused`,
    );
    return report.failedCount > 0 ? exitCodes.partly : exitCodes.done;
  });
}
