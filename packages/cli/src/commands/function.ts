import type { FunctionComparison, ScoringFunction } from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context, Run } from "../context.ts";
import { type ExitCode, exitCodes, UsageError } from "../exit-code.ts";
import { jobProblem } from "../job-problem.ts";
import { count, plural, score } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { oneLine } from "../render/width.ts";
import { finishJobs } from "../wait.ts";
import {
  type AnchorOptions,
  addAnchorOptions,
  addScoringOptions,
  readAnchors,
  readSearchAnchors,
  type ScoringOptions,
} from "./anchor-options.ts";
import { examples, onRun } from "./command.ts";
import { collect, given, numberBetween, wholeNumber } from "./values.ts";

interface WaitChoice {
  wait?: boolean;
}
interface CreateOptions extends AnchorOptions, ScoringOptions, WaitChoice {
  space?: string;
  threshold?: number;
}
interface EditOptions extends AnchorOptions, ScoringOptions, WaitChoice {
  space?: string;
  compare?: true;
  nearest?: true;
  drop?: string[];
  replace?: true;
  threshold?: number;
}

export function addFunction(program: Command, context: Context): void {
  const group = program
    .command("function")
    .summary("searches that score every row, and each new one")
    .description("Functions: saved searches that score every row of a space, and each row that arrives.");
  addCreate(group, context);
  addEdit(group, context);
  addReading(group, context);
  addLifeCycle(group, context);
}

const waitOptions = (command: Command): Command =>
  command
    .option("--wait", "return when every row is scored (the default when no server is running)")
    .option("--no-wait", "return at once");

function addCreate(group: Command, context: Context): void {
  const command = group
    .command("create <name>")
    .description("Saves a search as a function. Scoring of all rows starts at once.");
  waitOptions(addScoringOptions(addAnchorOptions(command)))
    .option("--space <name>", "embedding space (default: the suggested one that fits the examples)")
    .option("--threshold <score>", "score from which a row counts as a hit (default: 0.8)", numberBetween(0, 1));
  examples(
    command,
    'pomona function create "green apples" --like shop/a.jpg --like shop/b.jpg --unlike shop/orange.jpg',
    'pomona function create receipts --text "a photo of a receipt" --space clip --threshold 0.7',
  );
  onRun<CreateOptions>(command, context, "existing", async (run, [name = ""], options) => {
    const { space, threshold, negativeWeight } = options;
    const parameters = {
      combine: options.centroid ? ("centroid" as const) : ("nearest" as const),
      ...given({ negativeWeight }),
    };
    const anchors = await readSearchAnchors(options);
    const made = await run.client.createFunction(
      { name, anchors, parameters, ...given({ space, threshold }) },
      { signal: run.signal },
    );
    return showScored(run, made.name, made.job, options);
  });
}

function addEdit(group: Command, context: Context): void {
  const command = group
    .command("edit <name>")
    .description(
      "Changes a function. New examples or parameters make a new version; the version before serves until that is scored.",
    );
  waitOptions(addScoringOptions(addAnchorOptions(command)))
    .option("--nearest", "compare with the nearest example instead of the mean")
    .option("--drop <example>", "take an example away, by its key or text (repeatable)", collect)
    .option("--replace", "the examples given here replace all that were there")
    .option("--space <name>", "score in another space; its examples are looked up in that one")
    .option("--threshold <score>", "score from which a row counts as a hit", numberBetween(0, 1))
    .option("--compare", "save nothing; tell which rows the change would bring above the threshold and take away");
  examples(
    command,
    'pomona function edit "green apples" --like shop/c.jpg --drop shop/b.jpg',
    'pomona function edit "green apples" --threshold 0.75',
    'pomona function edit "green apples" --unlike shop/lime.jpg --compare',
  );
  onRun<EditOptions>(command, context, "existing", async (run, [name = ""], options) => {
    const { threshold, negativeWeight, space, drop: remove } = options;
    if (options.centroid && options.nearest) throw new UsageError("Give either --centroid or --nearest.");
    const combine = options.centroid ? ("centroid" as const) : options.nearest ? ("nearest" as const) : undefined;
    const anchors = await readAnchors(options);
    if (options.replace && anchors.length === 0)
      throw new UsageError("--replace needs the new examples: --like, --text, --image or --vector.");
    const body = {
      ...given({ threshold, remove, space }),
      ...(anchors.length > 0 ? (options.replace ? { anchors } : { add: anchors }) : {}),
      ...(combine !== undefined || negativeWeight !== undefined
        ? { parameters: given({ combine, negativeWeight }) }
        : {}),
    };
    if (Object.keys(body).length === 0)
      throw new UsageError(
        "Say what to change: --like, --unlike, --drop, --replace, --space, --threshold, --centroid, --nearest or --negative-weight.",
      );
    if (options.compare) {
      const told = await run.client.compareFunction({ name }, body, { signal: run.signal });
      await run.show(told, () => renderComparison(run, told));
      return exitCodes.done;
    }
    const edited = await run.client.editFunction({ name }, body, { signal: run.signal });
    return showScored(run, edited.name, edited.job, options);
  });
}

function addReading(group: Command, context: Context): void {
  const list = group.command("list").description("Lists the functions with how far they are scored.");
  examples(list, "pomona function list");
  onRun(list, context, "existing", async (run) => {
    const functions = await run.client.listFunctions({ signal: run.signal });
    await run.show(functions, () => renderFunctions(run, functions));
    return undefined;
  });
  const show = group
    .command("show <name>")
    .description("Shows one function with its examples.")
    .option("--version-number <number>", "an earlier version", wholeNumber(1));
  examples(show, 'pomona function show "green apples" --json');
  onRun<{ versionNumber?: number }>(show, context, "existing", async (run, [name = ""], { versionNumber: version }) => {
    const found = await run.client.getFunction({ name, ...given({ version }) }, { signal: run.signal });
    await run.show(found, () => renderFunction(run, found));
    return undefined;
  });
}

function addLifeCycle(group: Command, context: Context): void {
  const rename = group
    .command("rename <name> <newName>")
    .description("Gives a function another name; its scores stay.");
  examples(rename, 'pomona function rename apples "green apples"');
  onRun(rename, context, "existing", async (run, [name = "", newName = ""]) => {
    const renamed = await run.client.editFunction({ name }, { name: newName });
    await run.show(renamed, () => `${name} is now ${renamed.name}`);
    return undefined;
  });
  const remove = confirmable(group.command("delete <name>").description("Deletes a function and its scores."));
  examples(remove, "pomona function delete apples", "pomona function delete apples --yes");
  onRun<Confirmable>(remove, context, "existing", async (run, [name = ""], options) => {
    await confirmDeletion(run, options, async () => {
      const { scored } = await run.client.getFunction({ name }, { signal: run.signal });
      return `function "${name}" with ${plural(scored, "score")}`;
    });
    const deleted = await run.client.deleteFunction({ name });
    await run.show(deleted, () => `Deleted function ${name}`);
    return undefined;
  });
  const rescore = waitOptions(group.command("rescore <name>").description("Scores every row again."));
  examples(rescore, "pomona function rescore apples");
  onRun<WaitChoice>(rescore, context, "existing", async (run, [name = ""], options) => {
    const { job } = await run.client.rescoreFunction({ name });
    return showScored(run, name, job, options);
  });
}

/** Waits for the scoring where asked to, then shows the function as it stands. Throws the problem that ended the scoring. */
async function showScored(run: Run, name: string, job: string | null, { wait }: WaitChoice): Promise<ExitCode> {
  const again = `\`pomona function rescore ${JSON.stringify(name)}\` scores every row.`;
  if (job !== null && (wait ?? run.place === "process")) {
    const [ended] = await finishJobs(run, [job], again);
    if (ended?.state !== "done") {
      const { code, message, fields } = jobProblem(ended, "The scoring");
      throw new Problem(code, {
        detail: `The function "${name}" is saved, but its rows are not scored: ${message} When that is mended, ${again}`,
        fields,
      });
    }
  }
  const found = await run.client.getFunction({ name });
  await run.show(found, () => renderFunction(run, found));
  return exitCodes.done;
}

const progressOf = (found: ScoringFunction): string =>
  found.scored === found.total ? count(found.total) : `${count(found.scored)} of ${count(found.total)}`;

function renderFunctions(run: Run, functions: readonly ScoringFunction[]): string {
  const table = renderTable(
    functions,
    [
      { title: "NAME", value: (one) => one.name, shrinks: true },
      { title: "SPACE", value: (one) => one.space ?? "", shrinks: true },
      { title: "VERSION", value: (one) => String(one.version), align: "right" },
      { title: "STATE", value: (one) => one.state },
      { title: "SCORED", value: progressOf, align: "right" },
      { title: "HITS", value: (one) => count(one.aboveThreshold), align: "right" },
      { title: "THRESHOLD", value: (one) => String(one.threshold), align: "right" },
    ],
    run.terminal,
  );
  return table || "No functions yet; make one with `pomona function create`.";
}

function renderComparison(run: Run, { before, after, entering, leaving }: FunctionComparison): string {
  const side = (title: string, { count: rows, examples: some }: FunctionComparison["entering"]): string =>
    [
      `${title}: ${plural(rows, "row")}`,
      renderTable(
        some,
        [
          { title: "KEY", value: (row) => row.key, shrinks: true },
          { title: "BEFORE", value: (row) => score(row.before), align: "right" },
          { title: "AFTER", value: (row) => score(row.after), align: "right" },
        ],
        run.terminal,
      ),
    ]
      .filter((part) => part !== "")
      .join("\n");
  return [
    `${count(before.above)} rows above the threshold now, ${count(after.above)} after; nothing is saved`,
    side("Would enter", entering),
    side("Would leave", leaving),
  ].join("\n\n");
}

function renderFunction(run: Run, found: ScoringFunction): string {
  const lines = [
    `${oneLine(found.name)}: ${found.kind} in space ${found.space}, version ${found.version}, ${found.state}`,
    `scored ${count(found.scored)} of ${count(found.total)}; ${count(found.aboveThreshold)} reach ${found.threshold}`,
    `${found.parameters?.combine}, negative weight ${found.parameters?.negativeWeight}`,
  ];
  if (found.servedVersion !== found.version)
    lines.push(
      found.servedVersion === null ? "no version serves yet" : `version ${found.servedVersion} serves meanwhile`,
    );
  if (found.state === "scoring") lines.push("scoring goes on; `pomona jobs --wait` waits for it");
  if (found.error) lines.push(`error: ${oneLine(found.error)}`);
  const anchors = renderTable(
    found.anchors,
    [
      { title: "", value: (anchor) => anchor.sign },
      { title: "EXAMPLE", value: (anchor) => anchor.kind },
      { title: "", value: (anchor) => anchor.key ?? anchor.text ?? "", shrinks: true },
    ],
    run.terminal,
  );
  return `${lines.join("\n")}\n${anchors}`;
}
