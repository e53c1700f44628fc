import type { ProbeChange } from "@pomona/contract/probes";
import { type Command, Option } from "commander";
import type { Context } from "../../context.ts";
import { UsageError } from "../../exit-code.ts";
import {
  type AnchorOptions,
  addAnchorOptions,
  addScoringOptions,
  readSearchAnchors,
  type ScoringOptions,
} from "../anchor-options.ts";
import { examples, onRun } from "../command.ts";
import { given, numberBetween } from "../values.ts";
import { addProbeOptions, type ProbeOptions, probeChange } from "./probe-options.ts";
import { showScored, type WaitChoice, waitOptions } from "./show-scored.ts";

interface CreateOptions extends AnchorOptions, ScoringOptions, ProbeOptions, WaitChoice {
  kind?: "similarity" | "probe";
  note?: string;
  space?: string;
  threshold?: number;
}

export function addCreate(group: Command, context: Context): void {
  const command = group
    .command("create <name>")
    .description("Saves a search as a function. Scoring of all rows starts at once.");
  waitOptions(addProbeOptions(addScoringOptions(addAnchorOptions(command))))
    .addOption(
      new Option("--kind <kind>", "similarity: likeness to the examples; probe: learned from them and random rows")
        .choices(["similarity", "probe"])
        .default("similarity"),
    )
    .option("--space <name>", "embedding space (default: the suggested one that fits the examples)")
    .option(
      "--threshold <score>",
      "score from which a row counts as a hit (default: 0.8; of a probe, for best F1)",
      numberBetween(0, 1),
    )
    .option("--note <text>", "why, kept with the version");
  examples(
    command,
    'pomona function create "green apples" --like shop/a.jpg --like shop/b.jpg --unlike shop/orange.jpg',
    'pomona function create receipts --text "a photo of a receipt" --space clip --threshold 0.7',
    'pomona function create "ripe apples" --kind probe --like shop/a.jpg --unlike shop/b.jpg --precision 0.95',
  );
  onRun<CreateOptions>(command, context, "existing", async (run, [name = ""], options) => {
    const { space, threshold, note, kind = "similarity" } = options;
    const probe = probeChange(options);
    if (kind === "similarity" && probe) throw new UsageError("Only a probe is trained: add --kind probe.");
    if (kind === "probe" && (options.centroid || options.negativeWeight !== undefined))
      throw new UsageError("--centroid and --negative-weight are not of a probe.");
    const anchors = await readSearchAnchors(options);
    const made = await run.client.createFunction(
      { name, anchors, ...scoringOf(kind, options, probe), ...given({ space, threshold, note }) },
      { signal: run.signal },
    );
    return showScored(run, made.name, made.job, options);
  });
}

function scoringOf(
  kind: "similarity" | "probe",
  { centroid, negativeWeight }: ScoringOptions,
  probe: ProbeChange | null,
) {
  if (kind === "probe") return { kind, ...(probe ? { probe } : {}) };
  const combine = centroid ? ("centroid" as const) : ("nearest" as const);
  return { parameters: { combine, ...given({ negativeWeight }) } };
}
