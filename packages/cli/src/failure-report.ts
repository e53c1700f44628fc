import { styleText } from "node:util";
import { pointAt } from "@pomona/contract/filter-problem";
import { Problem, type ProblemCode } from "@pomona/contract/problems";
import { CommanderError } from "commander";
import type { Terminal } from "./context.ts";
import { Interrupted, UsageError } from "./exit-code.ts";

const hints: Partial<Record<ProblemCode, string>> = {
  "bad-filter": "the filter language is described in docs/guide/filters.md; `pomona fields` lists the fields.",
  "content-missing": "put the file back, or import again from where it is now.",
  "count-changed": "look again and repeat the command.",
  "data-directory-locked": "wait for that process to end, or talk to its server with --url.",
  "dataset-not-found": "`pomona datasets` lists the datasets.",
  "field-not-found": "`pomona fields` lists the fields.",
  "function-not-found": "`pomona function list` lists the functions.",
  "job-not-found": "`pomona jobs` lists the jobs.",
  "model-not-found": "`pomona models` lists the models that are there without a download.",
  "owner-only": "run the command with --data DIR on the server's machine, as the user who started it.",
  "outside-roots": "`pomona roots add DIR` lets the server read a folder.",
  "project-not-found": "`pomona project list` lists the projects.",
  "row-not-found": "`pomona query` lists the keys.",
  "space-empty": "`pomona spaces` shows what is embedded, `pomona jobs --wait` waits for what is going on.",
  "space-not-found": "`pomona spaces` lists the spaces.",
  unauthorized: "give the server's token with --token or POMONA_TOKEN.",
};

export interface FailureOptions {
  isJson: boolean;
  /** Text of `--where`, which a problem with a column points into. */
  where?: string | undefined;
}

/** Tells an error on stderr, and with `--json` also as the one document on stdout. */
export function reportFailure(error: unknown, terminal: Terminal, options: FailureOptions): void {
  if (error instanceof CommanderError) {
    if (options.isJson && error.exitCode !== 0)
      writeJson(terminal, { code: "usage", detail: error.message.replace(/^error: /, "") });
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (options.isJson)
    writeJson(terminal, error instanceof Problem ? error.toBody() : { code: codeOf(error), detail: message });
  const title = terminal.hasColours ? styleText("red", "error:", { validateStream: false }) : "error:";
  terminal.note(`${title} ${message}\n`);
  if (!(error instanceof Problem)) return;
  const { column, length } = error.fields;
  if (options.where !== undefined && typeof column === "number") {
    const pointer = pointAt(options.where, column, typeof length === "number" ? length : 1);
    terminal.note(`${pointer.replace(/^/gm, "  ")}\n`);
  }
  const hint = hints[error.code];
  if (hint) terminal.note(`hint: ${hint}\n`);
}

function codeOf(error: unknown): string {
  if (error instanceof UsageError) return "usage";
  return error instanceof Interrupted ? "cancelled" : "internal";
}

function writeJson(terminal: Terminal, error: unknown): void {
  terminal.write(`${JSON.stringify({ error })}\n`);
}
