import type { TruthInput } from "@pomona/contract/evaluations";
import { type Command, InvalidArgumentError } from "commander";
import type { Context } from "../../context.ts";
import { exitCodes, UsageError } from "../../exit-code.ts";
import { jobProblem } from "../../job-problem.ts";
import { finishJobs } from "../../wait.ts";
import { examples, onRun } from "../command.ts";
import { given, listOf, numberBetween, wholeNumber } from "../values.ts";
import { renderEvaluations } from "./render-evaluation.ts";

interface EvalOptions {
  label?: string;
  where?: string;
  among?: string;
  versions?: number[];
  threshold?: number;
  setTruth?: true;
  includeAnchors?: true;
  worst: number;
}

export function addEval(group: Command, context: Context): void {
  const command = group
    .command("eval <name>")
    .description(
      "Evaluates a function against a label, or a filter that says what is right; anchors are left out. Versions given together are measured on the same rows.",
    )
    .option("--label <label>", "rows with this label are right; rows with another label are not")
    .option("--where <filter>", "rows that meet this filter are right")
    .option("--among <filter>", "only these rows count (default: rows with any label; with --where, all with a score)")
    .option("--versions <numbers>", "versions to compare, such as 1,2 (default: the one that serves)", versionNumbers)
    .option("--threshold <score>", "score from which a row counts as a hit", numberBetween(0, 1))
    .option("--include-anchors", "count the function's own examples too")
    .option("--set-truth", "keep the label or filter with the function: later versions are evaluated by themselves")
    .option("--worst <number>", "worst rows named on each side", wholeNumber(0, 200), 10);
  examples(
    command,
    'pomona function eval "green apples" --label Granny-Smith --set-truth',
    'pomona function eval "green apples" --versions 1,2',
    "pomona function eval spam --where 'metadata.folder = \"junk\"' --among 'dataset = mail'",
  );
  onRun<EvalOptions>(command, context, "existing", async (run, [name = ""], options) => {
    const { versions, threshold, includeAnchors } = options;
    const truth = truthOf(options);
    if (options.setTruth && !truth) throw new UsageError("--set-truth needs --label or --where.");
    if (options.setTruth && truth) await run.client.editFunction({ name }, { truth }, { signal: run.signal });
    const { job } = await run.client.evaluateFunction(
      { name },
      { examples: options.worst, ...given({ truth, versions, threshold, includeAnchors }) },
      { signal: run.signal },
    );
    const again = `\`pomona function eval ${JSON.stringify(name)}\` evaluates it.`;
    const [ended] = await finishJobs(run, [job], again);
    if (ended?.state !== "done") throw jobProblem(ended, "The evaluation");
    const { evaluations: ids } = ended.result as { evaluations: number[] };
    const all = await run.client.functionEvaluations({ name }, { signal: run.signal });
    const made = all.filter(({ id }) => ids.includes(id));
    await run.show(made, () => renderEvaluations(run, made));
    return exitCodes.done;
  });
}

function truthOf({ label, where: filter, among }: EvalOptions): TruthInput | undefined {
  if (label !== undefined && filter !== undefined) throw new UsageError("Give either --label or --where.");
  if (label !== undefined) return { label, ...given({ among }) };
  if (filter !== undefined) return { filter, ...given({ among }) };
  if (among !== undefined) throw new UsageError("--among needs --label or --where.");
  return undefined;
}

function versionNumbers(text: string): number[] {
  const numbers = listOf(text).map((part) => (/^[1-9]\d*$/.test(part) ? Number(part) : Number.NaN));
  if (numbers.length === 0 || numbers.some(Number.isNaN))
    throw new InvalidArgumentError("Give numbers of versions, such as 1,2.");
  return numbers;
}
