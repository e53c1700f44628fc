import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EVERY_ROW } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import { type ExportRequest, exportFormat } from "@pomona/contract/projects";
import { readScoresHeader, SCORES_HEADER, type ToldScores } from "@pomona/contract/scores-header";
import { type Command, Option } from "commander";
import type { Context, Run } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { bytes } from "../render/quantities.ts";
import { oneLine } from "../render/width.ts";
import { writeWhole } from "../whole-file.ts";
import { examples, onRun } from "./command.ts";
import { noteUnscored } from "./note-unscored.ts";
import { addRankingOptions, type RankingOptions, readRanking } from "./ranking-options.ts";
import { collect, given, wholeNumber } from "./values.ts";

type Format = NonNullable<ExportRequest["format"]>;

interface ExportOptions extends RankingOptions {
  where?: string;
  format: Format;
  vectors?: string[];
  score?: string[];
  scores?: boolean;
  limit?: number;
  output?: string;
}

export function addExport(program: Command, context: Context): void {
  const command = program
    .command("export")
    .summary("write rows to a file")
    .description(
      "Writes rows with keys, content references, metadata, labels and scores as NDJSON, CSV, Parquet or Arrow, to stdout or a file; or the vectors of a space as .npy, with their keys in a file beside it (NAME.npy and NAME.ids.txt).",
    )
    .option("--where <filter>", "which rows (default: all)")
    .addOption(new Option("--format <format>", "form of the file").choices(exportFormat.options).default("ndjson"))
    .option("--vectors <space>", "the vectors of a space go along (repeatable)", collect)
    .option("--scores", "the scores of all functions go along (the default)")
    .option("--no-scores", "no scores")
    .option("--score <function>", "only the scores of this function (repeatable)", collect);
  addRankingOptions(command, "the order of rows (default: order of arrival)")
    .option("--limit <rows>", "at most so many rows", wholeNumber(1))
    .option("-o, --output <file>", "write to a file; it appears when it is whole");
  examples(
    command,
    "pomona export --where 'label = \"apple\"' > apples.ndjson",
    "pomona export --format parquet --vectors photos -o catalog.parquet",
    "pomona export --format npy --vectors photos -o photos.npy",
  );
  onRun<ExportOptions>(command, context, "existing", async (run, _operands, options) => {
    const { where: filter, format, vectors, limit } = options;
    if (isBinary(format) && !options.output && run.terminal.isOutputTty)
      throw new UsageError(`${names[format] ?? format} is binary; write it to a file with -o FILE.`);
    const sort = await readRanking(options);
    const scores = options.score ?? (options.scores === false ? [] : undefined);
    const request = { selection: { filter: filter ?? EVERY_ROW }, format, ...given({ vectors, scores, sort, limit }) };
    if (format === "npy") return exportNpy(run, request, options.output);
    const rowsTo = async (target: Writable, end: boolean): Promise<ToldScores | null> => {
      const response = await run.client.exportRows(request, { signal: run.signal });
      await pipeline(bodyOf(response), target, { end, signal: run.signal });
      return readScoresHeader(response.headers.get(SCORES_HEADER));
    };
    const { output: file } = options;
    if (file === undefined) {
      noteScores(run, await rowsTo(run.terminal.output as Writable, false));
      return undefined;
    }
    let told: ToldScores | null = null;
    const size = await writeWhole(file, async (target) => {
      told = await rowsTo(target, true);
    });
    noteScores(run, told);
    await run.show({ file, format, bytes: size, ...(told ? { scores: told } : {}) }, () => wrote(file, size));
    return undefined;
  });
}

const names: Partial<Record<Format, string>> = { parquet: "Parquet", arrow: "Arrow" };
const isBinary = (format: Format): boolean => format === "parquet" || format === "arrow" || format === "npy";
const wrote = (path: string, sizeBytes: number): string => `Wrote ${path} (${bytes(sizeBytes)})`;
const bodyOf = (response: Response): Readable => Readable.fromWeb((response.body ?? new Blob([]).stream()) as never);

/** Which versions the scores in a file are of: most forms of files have no place for it. */
function noteScores(run: Run, told: ToldScores | null): void {
  if (told === null) return;
  const versions = Object.entries(told.origins).flatMap(([name, { version, error }]) =>
    error === null && version !== null ? [`"${oneLine(name)}" version ${version}`] : [],
  );
  if (versions.length > 0)
    run.note(`Scores: ${versions.join(", ")}${told.leftOut > 0 ? `, and ${told.leftOut} more` : ""}`);
  noteUnscored(run, told.origins);
}

/** Vectors and, beside them, their keys. Both appear when both are whole and of the same rows. */
async function exportNpy(run: Run, request: ExportRequest, path: string | undefined): Promise<undefined> {
  if (path === undefined) throw new UsageError("The keys of a .npy go to a file beside it: name it with -o FILE.npy.");
  if (request.vectors?.length !== 1)
    throw new UsageError("A .npy holds the vectors of one space: name it with --vectors SPACE.");
  const idsPath = `${path.replace(/\.npy$/i, "")}.ids.txt`;
  const { signal } = run;
  const size = await writeWhole(path, async (vectorsFile) => {
    await writeWhole(idsPath, async (idsFile) => {
      const ids = await run.client.exportRows({ ...request, format: "ids" }, { signal });
      const vectors = await run.client.exportRows(request, { signal });
      if (ids.headers.get("etag") !== vectors.headers.get("etag")) {
        await Promise.all([ids.body?.cancel(), vectors.body?.cancel()]);
        throw new Problem(
          "count-changed",
          "The catalog changed while its keys and vectors were asked for. Export again.",
        );
      }
      await pipeline(bodyOf(ids), idsFile, { signal });
      await pipeline(bodyOf(vectors), vectorsFile, { signal });
    });
  });
  await run.show({ file: path, ids: idsPath, format: "npy", bytes: size }, () =>
    [wrote(path, size), `Wrote ${idsPath}`].join("\n"),
  );
  return undefined;
}
