import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EVERY_ROW } from "@pomona/contract/filter";
import { type ExportRequest, exportFormat } from "@pomona/contract/projects";
import type { Sort } from "@pomona/contract/rows";
import { type Command, Option } from "commander";
import type { Context } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { bytes } from "../render/quantities.ts";
import { writeWhole } from "../whole-file.ts";
import { examples, onRun } from "./command.ts";
import { readSort } from "./sort-option.ts";
import { collect, given, wholeNumber } from "./values.ts";

interface ExportOptions {
  where?: string;
  format: NonNullable<ExportRequest["format"]>;
  vectors?: string[];
  score?: string[];
  scores?: boolean;
  sort?: Sort;
  limit?: number;
  output?: string;
}

export function addExport(program: Command, context: Context): void {
  const command = program
    .command("export")
    .summary("write rows to a file")
    .description(
      "Writes rows with keys, content references, metadata, labels and scores as NDJSON, CSV or Parquet, to stdout or a file.",
    )
    .option("--where <filter>", "which rows (default: all)")
    .addOption(new Option("--format <format>", "form of the file").choices(exportFormat.options).default("ndjson"))
    .option("--vectors <space>", "the vectors of a space go along (repeatable)", collect)
    .option("--scores", "the scores of all functions go along (the default)")
    .option("--no-scores", "no scores")
    .option("--score <function>", "only the scores of this function (repeatable)", collect)
    .option("--sort <field>", "FIELD or function:NAME, with :asc or :desc after it", readSort)
    .option("--limit <rows>", "at most so many rows", wholeNumber(1))
    .option("-o, --output <file>", "write to a file; it appears when it is whole");
  examples(
    command,
    "pomona export --where 'label = \"apple\"' > apples.ndjson",
    "pomona export --format parquet --vectors photos -o catalog.parquet",
  );
  onRun<ExportOptions>(command, context, "existing", async (run, _operands, options) => {
    if (options.format === "parquet" && !options.output && run.terminal.isOutputTty)
      throw new UsageError("Parquet is binary; write it to a file with -o FILE.");
    const { where: filter, format, vectors, sort, limit } = options;
    const scores = options.score ?? (options.scores === false ? [] : undefined);
    const request = { selection: { filter: filter ?? EVERY_ROW }, format, ...given({ vectors, scores, sort, limit }) };
    const rowsTo = async (target: NodeJS.WritableStream, end: boolean): Promise<void> => {
      const response = await run.client.exportRows(request, { signal: run.signal });
      const body = Readable.fromWeb((response.body ?? new Blob([]).stream()) as never);
      await pipeline(body, target, { end, signal: run.signal });
    };
    const { output: file } = options;
    if (file === undefined) await rowsTo(run.terminal.output, false);
    else {
      const size = await writeWhole(file, (target) => rowsTo(target, true));
      await run.show({ file, format, bytes: size }, () => `Wrote ${file} (${bytes(size)})`);
    }
    return undefined;
  });
}
