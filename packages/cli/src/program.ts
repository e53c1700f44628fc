import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { addAutomations } from "./commands/automation.ts";
import { addBatch } from "./commands/batch.ts";
import { addDatasets } from "./commands/dataset.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEdit } from "./commands/edit.ts";
import { addExplore } from "./commands/explore.ts";
import { addExport } from "./commands/export.ts";
import { addFunction } from "./commands/function.ts";
import { addImport } from "./commands/import.ts";
import { addJobs } from "./commands/job.ts";
import { addProject } from "./commands/project.ts";
import { addProjections } from "./commands/projection.ts";
import { addQuery } from "./commands/query.ts";
import { addRoots } from "./commands/roots.ts";
import { addRow } from "./commands/row.ts";
import { addServe } from "./commands/serve.ts";
import { addSimilar } from "./commands/similar.ts";
import { addSlices } from "./commands/slice.ts";
import { addSpaces } from "./commands/space.ts";
import { addStorage } from "./commands/storage.ts";
import { addTokens } from "./commands/token.ts";
import { addVectors } from "./commands/vectors.ts";
import type { Context } from "./context.ts";

const EXIT_CODES =
  "\nExit codes: 0 done, 1 failed, 2 bad usage or input, 3 partly done (some items were refused), 130 stopped with Ctrl-C.\n";

/** Every command of `pomona`. Parsing throws a `CommanderError` instead of ending the process. */
export function createProgram(context: Context): Command {
  const { terminal } = context;
  const program = new Command("pomona")
    .description("A catalog of images and texts that finds the right rows: embed, search, score, label.")
    .version(readVersion(), "-V, --version")
    .addOption(new Option("--data <dir>", "data directory").env("POMONA_DATA").default("./pomona-data"))
    .addOption(
      new Option("--url <url>", "talk to the server at this address instead of opening the data directory").env(
        "POMONA_URL",
      ),
    )
    .addOption(new Option("--token <token>", "the server's token").env("POMONA_TOKEN"))
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXIT_CODES)
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .showHelpAfterError("(--help shows how to use it)")
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.note(text),
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
      getOutHasColors: () => terminal.hasColours,
      getErrHasColors: () => terminal.hasColours,
    })
    .exitOverride();
  const adders = [
    addImport,
    addQuery,
    addSimilar,
    addFunction,
    addSlices,
    addProjections,
    addAutomations,
    addBatch,
    addExport,
    addServe,
    addSpaces,
    addVectors,
    addDatasets,
    addProject,
    addJobs,
    addRow,
    addEdit,
    addExplore,
    addRoots,
    addTokens,
    addStorage,
    addDoctor,
  ];
  for (const add of adders) add(program, context);
  return program;
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return manifest.version;
}
