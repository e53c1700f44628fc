import type { ProbeChange } from "@pomona/contract/probes";
import { type Command, InvalidArgumentError } from "commander";
import { given, numberBetween, wholeNumber } from "../values.ts";

export interface ProbeOptions {
  regularisation?: number | "auto";
  background?: number;
  backgroundWeight?: number | "auto";
  seed?: number;
  precision?: number;
  recall?: number;
}

/** A number, or `auto` for what training chooses. */
const orAuto =
  (read: (value: string) => number) =>
  (value: string): number | "auto" =>
    value === "auto" ? value : read(value);

/** Options of how a probe is trained. */
export function addProbeOptions(command: Command): Command {
  return command
    .option(
      "--regularisation <number>",
      "of a probe: strength of the L2 penalty, or auto to have it cross-validated (default: auto)",
      orAuto(positiveNumber),
    )
    .option(
      "--background <rows>",
      "of a probe: random rows taken as weak negatives (default: 2000)",
      wholeNumber(0, 20_000),
    )
    .option(
      "--background-weight <number>",
      "of a probe: weight of all of them beside the negatives, 0 to 100, or auto (default: auto)",
      orAuto(numberBetween(0, 100)),
    )
    .option("--seed <number>", "of a probe: decides random rows and folds (default: 0)", wholeNumber(0, 4_294_967_295))
    .option(
      "--precision <share>",
      "of a probe: precision to suggest a threshold for (default: 0.9)",
      numberBetween(0.01, 0.999),
    )
    .option(
      "--recall <share>",
      "of a probe: recall to suggest a threshold for (default: 0.9)",
      numberBetween(0.01, 0.999),
    );
}

function positiveNumber(value: string): number {
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError("Give a number above 0, or auto.");
  return number;
}

/** The parameters that options give; null where none is given. */
export function probeChange(options: ProbeOptions): ProbeChange | null {
  const { regularisation, background: backgroundRows, backgroundWeight, seed, precision, recall } = options;
  const change = given({
    regularisation: chosen(regularisation),
    backgroundRows,
    backgroundWeight: chosen(backgroundWeight),
    seed,
    precision,
    recall,
  });
  return Object.keys(change).length > 0 ? change : null;
}

const chosen = (value: number | "auto" | undefined): number | null | undefined => (value === "auto" ? null : value);
