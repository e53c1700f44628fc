import { type Command, Option } from "commander";
import type { Context } from "../../context.ts";
import { exitCodes, UsageError } from "../../exit-code.ts";
import {
  type AnchorOptions,
  addAnchorOptions,
  addScoringOptions,
  readAnchors,
  type ScoringOptions,
} from "../anchor-options.ts";
import { examples, onRun } from "../command.ts";
import { collect, given, numberBetween } from "../values.ts";
import { addProbeOptions, type ProbeOptions, probeChange } from "./probe-options.ts";
import { renderComparison } from "./render.ts";
import { showScored, type WaitChoice, waitOptions } from "./show-scored.ts";

interface EditOptions extends AnchorOptions, ScoringOptions, ProbeOptions, WaitChoice {
  kind?: "similarity" | "probe";
  note?: string;
  space?: string;
  compare?: true;
  nearest?: true;
  drop?: string[];
  replace?: true;
  threshold?: number;
}

export function addEdit(group: Command, context: Context): void {
  const command = group
    .command("edit <name>")
    .description(
      "Changes a function. New examples or parameters make a new version; the version before serves until that is scored.",
    );
  waitOptions(addProbeOptions(addScoringOptions(addAnchorOptions(command))))
    .addOption(new Option("--kind <kind>", "make it one of the other kind").choices(["similarity", "probe"]))
    .option("--note <text>", "why, kept with the new version")
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
    const { threshold, negativeWeight, space, kind, note, drop: remove } = options;
    const probe = probeChange(options);
    if (options.centroid && options.nearest) throw new UsageError("Give either --centroid or --nearest.");
    const combine = options.centroid ? ("centroid" as const) : options.nearest ? ("nearest" as const) : undefined;
    const anchors = await readAnchors(options);
    if (options.replace && anchors.length === 0)
      throw new UsageError("--replace needs the new examples: --like, --text, --image or --vector.");
    const body = {
      ...given({ threshold, remove, space, kind }),
      ...(probe ? { probe } : {}),
      ...(anchors.length > 0 ? (options.replace ? { anchors } : { add: anchors }) : {}),
      ...(combine !== undefined || negativeWeight !== undefined
        ? { parameters: given({ combine, negativeWeight }) }
        : {}),
    };
    if (Object.keys(body).length === 0)
      throw new UsageError(
        "Say what to change: --like, --unlike, --drop, --replace, --space, --threshold, --centroid, --nearest or --negative-weight, --kind, or how a probe is trained.",
      );
    if (options.compare) {
      const told = await run.client.compareFunction({ name }, body, { signal: run.signal });
      await run.show(told, () => renderComparison(run, told));
      return exitCodes.done;
    }
    const edited = await run.client.editFunction({ name }, { ...body, ...given({ note }) }, { signal: run.signal });
    return showScored(run, edited.name, edited.job, options);
  });
}
