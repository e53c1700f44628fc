import type { Writable } from "node:stream";
import type { FunctionFile } from "@pomona/contract/function-versions";
import { isProblem, Problem } from "@pomona/contract/problems";
import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { UsageError } from "../../exit-code.ts";
import { bytes } from "../../render/quantities.ts";
import { readTextFile } from "../../text-file.ts";
import { writeWhole } from "../../whole-file.ts";
import { examples, onRun } from "../command.ts";
import { given, wholeNumber } from "../values.ts";
import { showScored, type WaitChoice, waitOptions } from "./show-scored.ts";

export function addExportFunction(group: Command, context: Context): void {
  const command = group
    .command("export <name>")
    .description("Writes a function as JSON that another catalog with the same model can import, to stdout or a file.")
    .option("--version-number <number>", "an earlier version", wholeNumber(1))
    .option("-o, --output <file>", "write to a file; it appears when it is whole");
  examples(command, 'pomona function export "green apples" -o apples.json');
  onRun<{ versionNumber?: number; output?: string }>(
    command,
    context,
    "existing",
    async (run, [name = ""], options) => {
      const { versionNumber: version, output: path } = options;
      const file = await run.client.exportFunction({ name, ...given({ version }) }, { signal: run.signal });
      const text = `${JSON.stringify(file, null, 1)}\n`;
      if (path === undefined) {
        run.terminal.write(text);
        return undefined;
      }
      const size = await writeWhole(path, (target) => end(target, text));
      const told = { file: path, name: file.name, version: file.version, bytes: size };
      await run.show(told, () => `Wrote version ${file.version} of ${file.name} to ${path} (${bytes(size)})`);
      return undefined;
    },
  );
}

const end = (target: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    target.once("error", reject);
    target.end(text, () => resolve());
  });

export function addImportFunction(group: Command, context: Context): void {
  const command = group
    .command("import <file>")
    .description(
      "Makes a function of its JSON, with the scores it had. Refused where no space is of its model. A combination brings its parts.",
    );
  waitOptions(command)
    .option("--name <name>", "another name (default: as in the file)")
    .option("--space <name>", "the space (default: the one with the same fingerprint)");
  examples(command, "pomona function import apples.json", 'pomona function import apples.json --name "apples of 2026"');
  onRun<WaitChoice & { name?: string; space?: string }>(
    command,
    context,
    "existing",
    async (run, [path = ""], options) => {
      const { name, space } = options;
      const file = await readFunctionFile(path);
      const request = { file, ...given({ name, space }) };
      const made = await run.client.importFunction(request, { signal: run.signal }).catch(withCure);
      return showScored(run, made.name, made.job, options);
    },
  );
}

/** A place in the file that is not right is told with what to do about it. */
function withCure(error: unknown): never {
  if (!isProblem(error, "bad-request") || (error.fields.at ?? error.fields.issues) === undefined) throw error;
  const detail = `${error.message} Nothing is imported. Export the function again where it is from (pomona function export NAME -o FILE), or mend that place.`;
  throw new Problem(
    "bad-request",
    { detail: detail.replace(/(\w) Nothing/, "$1. Nothing"), fields: error.fields },
    { cause: error },
  );
}

/** What a file holds; whether it is a function is for the server to say. */
async function readFunctionFile(path: string): Promise<FunctionFile> {
  const text = await readTextFile(path);
  try {
    return JSON.parse(text) as FunctionFile;
  } catch (cause) {
    throw new UsageError(`${path} is not JSON: give a file that pomona function export wrote.`, { cause });
  }
}
