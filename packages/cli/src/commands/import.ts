import { metadataType } from "@pomona/contract/fields";
import { type ImportReport, type ImportRequest, type ItemFailure, importFormat } from "@pomona/contract/imports";
import type { Job } from "@pomona/contract/jobs";
import { type Command, Option } from "commander";
import type { Context, Run } from "../context.ts";
import { type ExitCode, exitCodes, UsageError } from "../exit-code.ts";
import { allFailures, noteFailures } from "../failures.ts";
import { jobProblem } from "../job-problem.ts";
import { renderFollowUps } from "../render/follow-ups.ts";
import { renderPreview } from "../render/preview.ts";
import { count } from "../render/quantities.ts";
import { grantPath } from "../server-path.ts";
import { finishAll, finishJobs } from "../wait.ts";
import { examples, onRun } from "./command.ts";
import { collect, collectPair, given } from "./values.ts";

interface ImportOptions {
  dataset?: string;
  labelFrom?: "folder" | "none";
  format?: ImportRequest["format"];
  key?: string;
  text?: string;
  path?: string;
  urlColumn?: string;
  imageColumn?: string;
  label?: string[];
  tag?: string[];
  type?: Record<string, string>;
  skip?: string[];
  separator?: string;
  copy?: true;
  keyPrefix?: string;
  space?: string[];
  embed: boolean;
  wait?: boolean;
  preview?: true;
  allowPrivateUrls?: true;
}

export function addImport(program: Command, context: Context): void {
  const command = program
    .command("import <path>")
    .summary("add a folder of images or texts, or a table, to a dataset")
    .description(
      "Imports a folder of images or text files, or a CSV, TSV, JSON, NDJSON, Parquet or Arrow file. Importing again changes only what has changed.\nExit code 3: some items were refused; they are listed with their reasons, and the rest went in.",
    )
    .option("--dataset <name>", "dataset the rows belong to (needed unless --preview)")
    .addOption(
      new Option("--label-from <source>", "take each label from the name of its folder").choices(["folder", "none"]),
    )
    .addOption(new Option("--format <format>", "what the path is (default: found out)").choices(importFormat.options))
    .option("--key <column>", "column of global keys")
    .option("--text <column>", "column of texts")
    .option("--path <column>", "column of file paths, relative to the table's folder")
    .option("--url-column <column>", "column of addresses to fetch")
    .option("--image-column <column>", "column of image bytes")
    .option("--label <column>", "column of labels (repeatable)", collect)
    .option("--tag <column>", "column of tags (repeatable)", collect)
    .option(
      "--type <name=type>",
      `type of a metadata column: ${metadataType.options.join(", ")} (repeatable)`,
      collectPair,
    )
    .option("--skip <column>", "column to leave out (repeatable)", collect)
    .option("--separator <text>", "splits labels and tags in one cell, for example ;")
    .option("--copy", "copy the originals into the data directory")
    .option("--key-prefix <prefix>", "put before each key (default: the dataset's name and /; '' for none)")
    .option("--space <name>", "embed in this space instead of the default ones (repeatable)", collect)
    .option("--no-embed", "do not embed the new rows now")
    .option("--wait", "return when embedding and scoring are done too (the default when no server is running)")
    .option(
      "--no-wait",
      "return when the rows are in; embedding goes on in the server, or at the next command that waits",
    )
    .option("--preview", "show the first rows and how columns would be mapped; change nothing")
    .option("--allow-private-urls", "fetch addresses of this machine and its network too");
  examples(
    command,
    "pomona import ./photos --dataset shop --label-from folder",
    "pomona import reviews.csv --dataset reviews --text body --key id --label sentiment --type stars=number",
    "pomona import train.parquet --dataset pets --preview",
  );
  onRun<ImportOptions>(command, context, "new", async (run, [path = ""], options) => {
    if (options.preview) return preview(run, path, options);
    if (!options.dataset) throw new UsageError("Give the name of the dataset the rows belong to: --dataset NAME.");
    return importPath(
      run,
      { ...requestOf(options), dataset: options.dataset, path: await grantPath(run, path) },
      options.wait,
    );
  });
}

async function preview(run: Run, path: string, options: ImportOptions): Promise<undefined> {
  const { format, mapping, labelFrom } = requestOf(options);
  const found = await run.client.previewImport(
    { path: await grantPath(run, path), ...given({ format, mapping, labelFrom }) },
    { signal: run.signal },
  );
  await run.show(found, () => renderPreview(found, run.terminal));
  return undefined;
}

function requestOf(options: ImportOptions): Omit<ImportRequest, "path" | "dataset"> {
  const {
    key,
    text,
    path,
    urlColumn: url,
    imageColumn: image,
    label: labels,
    tag: tags,
    skip,
    separator,
    type,
  } = options;
  const mapping = given({ key, text, path, url, image, labels, tags, skip, separator, types: typesOf(type) });
  const { format, labelFrom, copy, keyPrefix, space: spaces, allowPrivateUrls } = options;
  return {
    ...given({ format, labelFrom, copy, keyPrefix, spaces, allowPrivateUrls }),
    ...(Object.keys(mapping).length > 0 ? { mapping } : {}),
    ...(options.embed ? {} : { embed: false }),
  };
}

function typesOf(pairs: Record<string, string> | undefined) {
  if (!pairs) return undefined;
  return Object.fromEntries(
    Object.entries(pairs).map(([name, type]) => {
      const known = metadataType.safeParse(type);
      if (!known.success)
        throw new UsageError(`--type ${name}=${type}: a type is one of ${metadataType.options.join(", ")}.`);
      return [name, known.data];
    }),
  );
}

async function importPath(run: Run, request: ImportRequest, wait: boolean | undefined): Promise<ExitCode> {
  const { job: id } = await run.client.startImport(request);
  const [ended] = await finishJobs(run, [id], goOn(run));
  if (ended?.state !== "done") throw jobProblem(ended, "The import");
  const report = ended.result as ImportReport;
  if (report.failedCount > report.failed.length) report.failed = await allFailures(run, id);
  noteFailures(run, "could not be imported", report.failed, report.failedCount, id);
  const follow = (wait ?? run.place === "process") ? await followUp(run, report) : { jobs: [], failures: [] };
  report.warnings = [...report.warnings, ...follow.failures];
  noteFailures(run, { one: "needs a look", many: "need a look" }, report.warnings, report.warnings.length, null);
  await run.show(report, () => renderReport(report, follow.jobs));
  const broken = follow.jobs.filter((job) => job.state !== "done");
  for (const job of broken) run.note(`error: ${job.title}: ${job.error ?? job.state}`);
  return report.failedCount > 0 || follow.failures.length > 0 || broken.length > 0 ? exitCodes.partly : exitCodes.done;
}

/** A second import meets the rows that are in as unchanged, and asks again for the vectors they lack. */
const goOn = (run: Run): string =>
  `The same import again goes on with the rest${run.place === "process" ? "" : "; the server embeds the rows that are in"}.`;

/** Waits for the embedding and scoring that an import started; the rows that could not be embedded come back with reasons. */
async function followUp(run: Run, report: ImportReport): Promise<{ jobs: Job[]; failures: ItemFailure[] }> {
  const before = new Map((await run.client.listJobs()).map((job) => [job.id, job.failed]));
  const own = await finishJobs(run, report.jobs, goOn(run));
  const others = await finishAll(run, report.jobs, goOn(run));
  const jobs = [...own, ...others.filter((job) => !report.jobs.includes(job.id))];
  const failures: ItemFailure[] = [];
  for (const job of own) if (job.failed > 0) failures.push(...(await allFailures(run, job.id)));
  return { jobs: jobs.filter((job) => report.jobs.includes(job.id) || !before.has(job.id)), failures };
}

function renderReport(report: ImportReport, jobs: readonly Job[]): string {
  const parts = [
    `${count(report.imported)} imported`,
    report.replaced > 0 ? `${count(report.replaced)} replaced` : "",
    report.unchanged > 0 ? `${count(report.unchanged)} unchanged` : "",
    report.duplicates > 0 ? `${count(report.duplicates)} with the same content as another row` : "",
    report.failedCount > 0 ? `${count(report.failedCount)} refused` : "",
  ];
  const lines = [`${report.dataset}: ${parts.filter((part) => part !== "").join(", ")}`];
  lines.push(...renderFollowUps(jobs, report.jobs));
  if (jobs.length === 0 && report.jobs.length > 0)
    lines.push(`Embedding goes on: \`pomona jobs --wait\` waits for it.`);
  return lines.join("\n");
}
