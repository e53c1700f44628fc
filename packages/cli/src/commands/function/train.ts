import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { type AnchorOptions, addAnchorOptions, readAnchors } from "../anchor-options.ts";
import { examples, onRun } from "../command.ts";
import { collect, given, numberBetween } from "../values.ts";
import { addProbeOptions, type ProbeOptions, probeChange } from "./probe-options.ts";
import { showScored } from "./show-scored.ts";

interface TrainOptions extends AnchorOptions, ProbeOptions {
  drop?: string[];
  threshold?: number;
  note?: string;
  wait: boolean;
}

export function addTrain(group: Command, context: Context): void {
  const command = group
    .command("train <name>")
    .description(
      "Trains a function as a probe: on its examples, those given here, and random rows. It waits until every row is scored, then tells how good the probe is and which thresholds suit.",
    );
  addProbeOptions(addAnchorOptions(command))
    .option("--drop <example>", "take an example away, by its key or text (repeatable)", collect)
    .option("--threshold <score>", "score from which a row counts as a hit", numberBetween(0, 1))
    .option("--note <text>", "why, kept with the version")
    .option("--no-wait", "return when it is trained; the version before serves until every row is scored");
  examples(
    command,
    'pomona function train "green apples"',
    'pomona function train "green apples" --like shop/c.jpg --unlike shop/lime.jpg --seed 1 --json',
  );
  onRun<TrainOptions>(command, context, "existing", async (run, [name = ""], options) => {
    const { drop: remove, threshold, note, wait } = options;
    const add = await readAnchors(options);
    const trained = await run.client.editFunction(
      { name },
      {
        kind: "probe",
        probe: probeChange(options) ?? {},
        ...(add.length > 0 ? { add } : {}),
        ...given({ remove, threshold, note }),
      },
      { signal: run.signal },
    );
    return showScored(run, trained.name, trained.job, { wait });
  });
}
