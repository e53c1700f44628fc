import { combinationOperator } from "@pomona/contract/combinations";
import { type Command, Option } from "commander";
import type { Context, Run } from "../../context.ts";
import { UsageError } from "../../exit-code.ts";
import { examples, onRun } from "../command.ts";
import { given, numberBetween } from "../values.ts";
import { showScored } from "./show-scored.ts";

interface CombineOptions {
  operator: (typeof combinationOperator.options)[number];
  threshold?: number;
  note?: string;
  replace?: true;
}

export function addCombine(group: Command, context: Context): void {
  const command = group
    .command("combine <name> <parts...>")
    .description(
      "Makes a function of the scores of others, of any space. It is up to date whenever they are. A part of a sum is NAME or NAME=WEIGHT; a function of that whole name is meant where there is one.",
    )
    .addOption(
      new Option(
        "--operator <operator>",
        "and: lowest score, or: highest, not: 1 - score, sum: mean by weight, product",
      )
        .choices(combinationOperator.options)
        .makeOptionMandatory(),
    )
    .option(
      "--threshold <score>",
      "score from which a row counts as a hit (default: what it makes of those of its parts)",
      numberBetween(0, 1),
    )
    .option("--note <text>", "why, kept with the version")
    .option("--replace", "change the combination that has this name");
  examples(
    command,
    'pomona function combine "ripe apples" --operator and apples ripe',
    "pomona function combine odd --operator sum blurred=2 dark",
  );
  onRun<CombineOptions>(command, context, "existing", async (run, [name = "", ...given_], options) => {
    const { operator, threshold, note, replace } = options;
    const parts = await readParts(run, given_, operator);
    const combination = { operator, parts };
    const made = replace
      ? await run.client.editFunction({ name }, { combination, ...given({ threshold, note }) }, { signal: run.signal })
      : await run.client.createFunction(
          { name, kind: "combination", combination, ...given({ threshold, note }) },
          { signal: run.signal },
        );
    return showScored(run, made.name, made.job, {});
  });
}

type Operator = CombineOptions["operator"];
interface Part {
  function: string;
  weight?: number;
}

async function readParts(run: Run, parts: readonly string[], operator: Operator): Promise<Part[]> {
  const weighted = parts.map(weightOf);
  if (weighted.every((part) => part === null)) return parts.map((part) => ({ function: part }));
  // Names may hold "=": a function that is called so is meant.
  const functions = await run.client.listFunctions({ signal: run.signal });
  const names = new Set(functions.map(({ name }) => name));
  return parts.map((part, i) => {
    const read = weighted[i];
    return read && !names.has(part) ? checkedPart(part, read, operator) : { function: part };
  });
}

function checkedPart(part: string, { name, weight }: { name: string; weight: number }, operator: Operator): Part {
  if (operator !== "sum")
    throw new UsageError(
      `There is no function ${JSON.stringify(part)}, and weights are of --operator sum alone; of ${operator} give ${JSON.stringify(name)}.`,
    );
  if (!(weight > 0 && weight <= 1000))
    throw new UsageError(`The weight of ${JSON.stringify(name)} must be above 0 and at most 1000.`);
  return { function: name, weight };
}

/** `NAME=WEIGHT`: what stands behind the last `=` is a weight only where it is a number. Null of any other part. */
function weightOf(part: string): { name: string; weight: number } | null {
  const split = part.lastIndexOf("=");
  if (split < 1) return null;
  const weight = Number(part.slice(split + 1));
  if (part.slice(split + 1).trim() === "" || Number.isNaN(weight)) return null;
  return { name: part.slice(0, split), weight };
}
