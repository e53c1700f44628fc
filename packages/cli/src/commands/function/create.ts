import type { Command } from "commander";
import type { Context } from "../../context.ts";
import {
  type AnchorOptions,
  addAnchorOptions,
  addScoringOptions,
  readSearchAnchors,
  type ScoringOptions,
} from "../anchor-options.ts";
import { examples, onRun } from "../command.ts";
import { given, numberBetween } from "../values.ts";
import { showScored, type WaitChoice, waitOptions } from "./scored.ts";

interface CreateOptions extends AnchorOptions, ScoringOptions, WaitChoice {
  space?: string;
  threshold?: number;
}

export function addCreate(group: Command, context: Context): void {
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
