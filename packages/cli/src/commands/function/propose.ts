import type { FunctionProposal, FunctionProposals } from "@pomona/contract/proposals";
import { type Command, InvalidArgumentError } from "commander";
import type { Context, Run } from "../../context.ts";
import { exitCodes } from "../../exit-code.ts";
import { jobProblem } from "../../job-problem.ts";
import { count, plural } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";
import { finishJobs } from "../../wait.ts";
import { examples, onRun } from "../command.ts";
import { given, numberBetween, wholeNumber } from "../values.ts";

interface ProposeOptions {
  where: string;
  among?: string;
  space?: string;
  most?: number;
  smallest?: number;
  leastLift?: number;
  seed?: number;
  create?: number;
}

/** The default of the server. */
const LEAST_LIFT = 2;

export function addPropose(group: Command, context: Context): void {
  const command = group
    .command("propose")
    .description(
      "Proposes functions from rows, such as a model's errors: groups of them that other rows do not fill as densely.",
    )
    .requiredOption("--where <filter>", "rows that have something in common that is to be found")
    .option("--among <filter>", "rows that they are set against (default: all others)")
    .option("--space <name>", "embedding space (default: the suggested one that most of the rows have a vector in)")
    .option("--most <number>", "proposals (default: 12)", wholeNumber(1, 50))
    .option("--smallest <rows>", "rows that a proposal has at least (default: 5)", wholeNumber(2, 10_000))
    .option(
      "--least-lift <number>",
      "how much more frequent they are in it, at least (default: 2)",
      numberBetween(1, 1000),
    )
    .option(
      "--seed <number>",
      "start of the random numbers, where there are too many rows (default: 0)",
      wholeNumber(0),
    )
    .option("--create <number>", "make functions of the first so many, or of all", howMany);
  examples(
    command,
    "pomona function propose --where 'label = cat and not metadata.predicted = cat'",
    "pomona function propose --where 'label = cat and not metadata.predicted = cat' --create 2",
  );
  onRun<ProposeOptions>(command, context, "existing", async (run, _operands, options) => {
    const { space, most, smallest, leastLift, seed, among } = options;
    const { job } = await run.client.proposeFunctions(
      {
        selection: { filter: options.where },
        ...given({ space, most, smallest, leastLift, seed, among: among === undefined ? among : { filter: among } }),
      },
      { signal: run.signal },
    );
    const [ended] = await finishJobs(run, [job], "`pomona function propose` looks again.");
    if (ended?.state !== "done") throw jobProblem(ended, "The search for proposals");
    const found = ended.result as FunctionProposals;
    const wanted = found.proposals.slice(0, options.create ?? 0);
    const created = await createAll(run, found.space, wanted);
    await run.show({ ...found, created }, () => renderProposals(run, found, { created, leastLift }));
    return exitCodes.done;
  });
}

function howMany(text: string): number {
  if (text === "all") return Number.MAX_SAFE_INTEGER;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a number, or all.");
}

/** Makes the functions, waits until they are scored where no server does it, and returns their names. */
async function createAll(run: Run, space: string, proposals: readonly FunctionProposal[]): Promise<string[]> {
  const jobs: string[] = [];
  for (const { name, positives, negatives, threshold } of proposals) {
    const anchors = [
      ...positives.map((key) => ({ key, sign: "+" as const })),
      ...negatives.map((key) => ({ key, sign: "-" as const })),
    ];
    const made = await run.client.createFunction({ name, space, kind: "probe", anchors, threshold });
    if (made.job !== null) jobs.push(made.job);
  }
  if (run.place === "process") await finishJobs(run, jobs, "`pomona function list` shows how far they are scored.");
  return proposals.map(({ name }) => name);
}

/** Of half of all rows no group can be more than twice as frequent as among all. */
function whyNone({ highestLift }: FunctionProposals, leastLift: number): string {
  if (highestLift >= 1.25 * leastLift) return "Nothing to propose: the rows have no place of their own in this space.";
  return `Nothing to propose: of so many rows a group can be ${highestLift.toFixed(1)} times as frequent at most, and ${leastLift} times is asked for. Select fewer rows, or lower --least-lift.`;
}

function renderProposals(
  run: Run,
  found: FunctionProposals,
  { created, leastLift = LEAST_LIFT }: { created: readonly string[]; leastLift?: number | undefined },
): string {
  const { dropped, looked, rows } = found;
  const sampled = looked < rows ? `, of which ${count(looked)} were looked at` : "";
  const head = `${plural(rows, "row")} in ${found.space}${sampled}: ${plural(found.clusters, "cluster")}, ${count(dropped.tooDense)} filled nearly as densely by other rows, ${count(dropped.tooSmall)} too small`;
  if (found.proposals.length === 0) return `${head}\n${whyNone(found, leastLift)}`;
  const table = renderTable(
    found.proposals,
    [
      { title: "NAME", value: (one) => one.name, shrinks: true },
      { title: "ROWS", value: (one) => count(one.rows), align: "right" },
      { title: "OTHERS", value: (one) => count(one.others), align: "right" },
      { title: "LIFT", value: (one) => one.lift.toFixed(1), align: "right" },
      { title: "THRESHOLD", value: (one) => String(one.threshold), align: "right" },
      { title: "EXAMPLES", value: (one) => one.examples.slice(0, 3).join(" "), shrinks: true },
    ],
    run.terminal,
  );
  const made = created.map((name) => `created ${oneLine(name)}`);
  return [head, table, ...made].join("\n");
}
