import type { Automation, CreateAutomationRequest, EditAutomationRequest } from "@pomona/contract/automations";
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
  allowPrivate?: boolean;
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
  const kind = namedKind(options);
  refuseStray(options, kind);
  return kind && actionOf(options);
}

/**
 * The action that options ask for of an automation that is there: what says only how, such as `--daily-cap`, changes the
 * action that it has. `find` is asked only then. Throws as `readAction` does, also where its action is of another kind.
 */
export async function readEditedAction(
  options: ActionOptions,
  find: () => Promise<Automation>,
): Promise<Action | undefined> {
  const named = namedKind(options);
  const [stray] = detailsIn(options);
  const kind = named ?? stray?.owner;
  refuseStray(options, kind);
  const isWhole = named !== undefined && !(named === "batch" && options.project === undefined);
  if (kind === undefined || isWhole) return kind && actionOf(options);
  const { name, action } = await find();
  if (named === undefined && action.kind !== kind)
    throw new UsageError(
      `${stray?.option} goes with --${kind}, and the action of "${name}" is another: ${action.kind}.`,
    );
  return actionOf({ ...whatOf(action), ...given({ ...options }) });
}

/** What an action does, as options; how it does it stays where it is left out, but for whom it may call. */
function whatOf(action: Automation["action"]): ActionOptions {
  if (action.kind === "batch") return { batch: action.batch, project: action.project };
  return action.kind === "webhook" ? { webhook: action.url, allowPrivate: action.allowPrivate } : {};
}

function namedKind(options: ActionOptions): Action["kind"] | undefined {
  const kinds = (["tag", "review", "batch", "webhook"] as const).filter((kind) => options[kind] !== undefined);
  if (kinds.length > 1)
    throw new UsageError(`Give one of --${kinds.join(" and --")}; a second action is another automation.`);
  return kinds[0];
}

async function actionOf(options: ActionOptions): Promise<Action | undefined> {
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

/** Options that say how, as they are typed, each with the action that it is of. */
const detailsIn = (options: ActionOptions): { option: string; owner: "batch" | "webhook" }[] =>
  (Object.keys(OWNERS) as (keyof typeof OWNERS)[]).flatMap((name) => {
    if (options[name] === undefined) return [];
    const words = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return [{ option: `--${options[name] === false ? "no-" : ""}${words}`, owner: OWNERS[name] }];
  });

function refuseStray(options: ActionOptions, kind: string | undefined): void {
  const stray = detailsIn(options).find(({ owner }) => owner !== kind);
  if (stray) throw new UsageError(`${stray.option} goes with --${stray.owner}.`);
}

const readSecret = async (path: string): Promise<string> => (await readTextFile(path)).trim();
