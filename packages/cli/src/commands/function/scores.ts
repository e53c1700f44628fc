import type { Writable } from "node:stream";
import type { VersionScoresResponse } from "@pomona/contract/function-versions";
import type { Command } from "commander";
import type { Context, Run } from "../../context.ts";
import { bytes, count, plural, score } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { writeWhole } from "../../whole-file.ts";
import { examples, onRun } from "../command.ts";
import { given, wholeNumber } from "../values.ts";

interface ScoresOptions {
  versionNumber?: number;
  where?: string;
  limit?: number;
  output?: string;
}

const SHOWN = 20;
const PAGE = 10_000;

export function addScores(group: Command, context: Context): void {
  const command = group
    .command("scores <name>")
    .description(
      "Scores of any version of a function, highest first; those of a version that does not serve are worked out anew. Of a combination they are made of what its parts score now.",
    )
    .option("--version-number <number>", "the version (default: the one that serves)", wholeNumber(1))
    .option("--where <filter>", "which rows (default: all)")
    .option("--limit <rows>", `at most so many rows (default: ${SHOWN} on the screen, all in a file)`, wholeNumber(1))
    .option("-o, --output <file>", "write keys and scores as NDJSON to a file; it appears when it is whole");
  examples(
    command,
    'pomona function scores "green apples"',
    'pomona function scores "green apples" --version-number 1',
    'pomona function scores "green apples" --version-number 1 --where \'dataset = "shop"\' -o old.ndjson',
  );
  onRun<ScoresOptions>(command, context, "existing", async (run, [name = ""], given_) => {
    const { output: path } = given_;
    const options = { ...given_, version: given_.versionNumber ?? (await servedVersion(run, name)) };
    if (path === undefined) {
      const page = await readPage(run, name, options, { limit: Math.min(PAGE, options.limit ?? SHOWN) });
      await run.show(page, () => renderScores(run, page));
      return undefined;
    }
    let rows = 0;
    const size = await writeWhole(path, async (file) => {
      rows = await writePages(run, name, options, file);
    });
    const told = { file: path, version: options.version, rows, bytes: size };
    await run.show(told, () => `Wrote ${plural(rows, "score")} of version ${told.version} to ${path} (${bytes(size)})`);
    return undefined;
  });
}

/** All pages are of one version, whatever takes over meanwhile. */
async function servedVersion(run: Run, name: string): Promise<number> {
  const found = await run.client.getFunction({ name }, { signal: run.signal });
  return found.servedVersion ?? found.version;
}

type Asked = ScoresOptions & { version: number };

const readPage = (
  run: Run,
  name: string,
  { version, where }: Asked,
  page: { limit: number; after?: string },
): Promise<VersionScoresResponse> =>
  run.client.versionScores(
    { name, version: String(version) },
    { ...page, ...(where === undefined ? {} : { selection: { filter: where } }) },
    { signal: run.signal },
  );

/** Writes all pages; returns how many rows they have. */
async function writePages(run: Run, name: string, options: Asked, file: Writable): Promise<number> {
  let rows = 0;
  let after: string | null = null;
  do {
    const limit = Math.min(PAGE, (options.limit ?? Number.MAX_SAFE_INTEGER) - rows);
    const page: VersionScoresResponse = await readPage(run, name, options, {
      limit,
      ...given({ after: after ?? undefined }),
    });
    const lines = page.rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    await new Promise<void>((resolve, reject) => {
      file.write(lines, (error) => (error ? reject(error) : resolve()));
    });
    rows += page.rows.length;
    // A mark that leads nowhere would be followed for ever.
    after = page.next === after ? null : page.next;
  } while (after !== null && rows < (options.limit ?? Number.MAX_SAFE_INTEGER));
  await new Promise<void>((resolve, reject) => {
    file.once("error", reject);
    file.end(resolve);
  });
  return rows;
}

function renderScores(run: Run, { version, scored, above, rows }: VersionScoresResponse): string {
  const table = renderTable(
    rows,
    [
      { title: "KEY", value: (row) => row.key, shrinks: true },
      { title: "SCORE", value: (row) => score(row.score), align: "right" },
    ],
    run.terminal,
  );
  return `version ${version}: ${count(scored)} rows scored, ${count(above)} reach its threshold\n${table}`;
}
