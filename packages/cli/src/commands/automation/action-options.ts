import type { CreateAutomationRequest, EditAutomationRequest } from "@pomona/contract/automations";
import { type Command, Option } from "commander";
import { UsageError } from "../../exit-code.ts";
import { readTextFile } from "../../text-file.ts";
import { given, wholeNumber } from "../values.ts";

/** Of a new automation; of another, what is not given is left out. */
type Action = CreateAutomationRequest["action"] & NonNullable<EditAutomationRequest["action"]>;

export interface ActionOptions {
  tag?: string;
  review?: string;
  batch?: string;
  project?: string;
  dailyCap?: number | false;
  group?: "day" | "all";
  webhook?: string;
  secretFile?: string;
  rowsPerCall?: number;
  allowPrivate?: true;
}

/** Options that say what is done with the rows. */
export const withAction = (command: Command): Command =>
  command
    .option("--tag <tag>", "give them a tag")
    .option("--review <slice>", "put them on the review list of a slice")
    .option("--batch <name>", "send them to a project, in batches of this name")
    .option("--project <project>", "the project of --batch; made where it does not exist")
    .option(
      "--daily-cap <rows>",
      "with --batch: rows a day (UTC); what is over goes the next day",
      wholeNumber(1, 1_000_000),
    )
    .addOption(
      new Option("--group <how>", "with --batch: a batch for each day, or one for all").choices(["day", "all"]),
    )
    .option("--webhook <url>", "tell them to this address, signed")
    .option(
      "--secret-file <file>",
      "with --webhook: what calls are signed with; made where none is given, and told once",
    )
    .option("--rows-per-call <rows>", "with --webhook: rows told at once, at most", wholeNumber(1, 10_000))
    .option("--allow-private", "with --webhook: also an address of this machine or network");

/** The action that options ask for; undefined without any. Throws a `UsageError` for options that do not go together. */
export async function readAction(options: ActionOptions): Promise<Action | undefined> {
  const kinds = (["tag", "review", "batch", "webhook"] as const).filter((kind) => options[kind] !== undefined);
  if (kinds.length > 1)
    throw new UsageError(`Give one of --${kinds.join(" and --")}; a second action is another automation.`);
  const [kind] = kinds;
  refuseStray(options, kind);
  if (options.tag !== undefined) return { kind: "tag", tag: options.tag };
  if (options.review !== undefined) return { kind: "review", slice: options.review };
  if (options.batch !== undefined) {
    const { batch, project, group, dailyCap } = options;
    if (project === undefined) throw new UsageError("--batch needs --project.");
    return { kind: "batch", batch, project, ...given({ group, dailyCap: dailyCap === false ? null : dailyCap }) };
  }
  if (options.webhook === undefined) return undefined;
  const secret = options.secretFile === undefined ? undefined : await readSecret(options.secretFile);
  const { webhook: url, rowsPerCall, allowPrivate } = options;
  return { kind: "webhook", url, ...given({ secret, rowsPerCall, allowPrivate }) };
}

const OWNERS = {
  project: "batch",
  dailyCap: "batch",
  group: "batch",
  secretFile: "webhook",
  rowsPerCall: "webhook",
  allowPrivate: "webhook",
} as const;

function refuseStray(options: ActionOptions, kind: string | undefined): void {
  for (const [name, owner] of Object.entries(OWNERS))
    if (options[name as keyof typeof OWNERS] !== undefined && kind !== owner)
      throw new UsageError(
        `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} goes with --${owner}.`,
      );
}

const readSecret = async (path: string): Promise<string> => (await readTextFile(path)).trim();
