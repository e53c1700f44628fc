import { type Command, Option } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../../confirm.ts";
import type { Context, Run } from "../../context.ts";
import { UsageError } from "../../exit-code.ts";
import { count, plural, score } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";
import { examples, onRun } from "../command.ts";
import { given, numberBetween, wholeNumber } from "../values.ts";
import { type GivenAnswer, lastAnswers, readAnswers } from "./answers-file.ts";
import { renderConflict, renderDraft } from "./render-draft.ts";
import { reviewInTerminal } from "./review-session.ts";
import { showScored, type WaitChoice, waitOptions } from "./show-scored.ts";

interface ReviewOptions extends Confirmable {
  ask?: number;
  answers?: string;
  train?: true;
  rebase?: true;
  status?: true;
  discard?: true;
  kind?: "similarity" | "probe";
  randomShare?: number;
  seed?: number;
}
interface PublishOptions extends WaitChoice {
  threshold?: number;
  note?: string;
  force?: true;
}

/** Rows of a round in the terminal. */
const ROUND_ROWS = 20;
/** Answers that a request takes. */
const MOST_ANSWERS = 1000;

export function addReview(group: Command, context: Context): void {
  const command = confirmable(
    group
      .command("review <name>")
      .description(
        "Asks about rows whose answer teaches most: is this one? Answers are kept in a draft of the next version; what is published stays as it is. Without options it asks in the terminal.",
      ),
  )
    .option("--ask <rows>", "print so many rows to ask about, and why", wholeNumber(1, 200))
    .option(
      "--answers <file>",
      "answers as NDJSON or CSV with key and answer (yes, no, skip; empty takes yours back, or that of the person in by); - for stdin",
    )
    .option("--train", "train the draft with the answers, and tell what would change")
    .option("--rebase", "bring a draft that is behind up to date: its answers over the newest version, trained anew")
    .option("--status", "show the draft")
    .option("--discard", "throw the draft and its answers away")
    .addOption(
      new Option("--kind <kind>", "kind of the draft that is begun (default: probe)").choices(["similarity", "probe"]),
    )
    .option("--random-share <share>", "share of rows drawn at random, 0 to 1 (default: 0.2)", numberBetween(0, 1))
    .option("--seed <number>", "another seed asks about other random rows", wholeNumber(0, 4_294_967_295));
  examples(
    command,
    'pomona function review "green apples"',
    'pomona function review "green apples" --ask 50 --json > ask.json',
    'pomona function review "green apples" --answers answers.csv --train',
    'pomona function review "green apples" --rebase',
  );
  onRun<ReviewOptions>(command, context, "existing", async (run, [name = ""], options) => {
    const { ask, answers, train, rebase, status, discard } = options;
    const isInTerminal = ask === undefined && answers === undefined && !train && !rebase && !status;
    const asked = given({ kind: options.kind, randomShare: options.randomShare, seed: options.seed });
    if (discard) {
      if (!isInTerminal)
        throw new UsageError("Give --discard alone: it throws away what the others would make or show.");
      return discardDraft(run, name, options);
    }
    if (isInTerminal) {
      if (run.globals.json)
        throw new UsageError("With --json, say what to do: --ask, --answers, --train, --rebase or --status.");
      await reviewInTerminal(run, name, { count: ROUND_ROWS, ...asked });
      return undefined;
    }
    if (answers !== undefined) await sendAnswers(run, name, answers);
    // It is trained with that.
    if (rebase) await run.client.rebaseDraft({ name }, { signal: run.signal });
    else if (train) await run.client.trainDraft({ name }, { signal: run.signal });
    if (ask === undefined) await showDraft(run, name);
    else await showAsked(run, name, { count: ask, ...asked });
    return undefined;
  });
}

async function discardDraft(run: Run, name: string, options: Confirmable): Promise<undefined> {
  await confirmDeletion(run, options, async () => {
    const { answers } = await run.client.functionDraft({ name }, { signal: run.signal });
    return `draft of "${name}" with ${plural(answers.yes + answers.no + answers.skip, "answer")}`;
  });
  const discarded = await run.client.discardDraft({ name });
  await run.show(discarded, () => `Discarded the draft of ${name}`);
}

async function sendAnswers(run: Run, name: string, path: string): Promise<void> {
  const { answers, differing } = lastAnswers(await readAnswers(path));
  if (differing.length > 0)
    run.note(`answered differently in the file, the last counts: ${differing.map(oneLine).join(" ")}`);
  let takenBack = 0;
  for (let first = 0; first < answers.length; first += MOST_ANSWERS) {
    const part = answers.slice(first, first + MOST_ANSWERS);
    const { conflicts, ...taken } = await run.client
      .answerReview({ name }, { answers: part }, { signal: run.signal })
      .catch((error: unknown) => {
        if (first > 0) run.note(`${keptText(answers.slice(0, first), takenBack)}, those before the refused ones`);
        throw error;
      });
    takenBack += taken.takenBack;
    for (const conflict of conflicts) run.note(renderConflict(conflict));
  }
  run.note(keptText(answers, takenBack));
  const unfound = answers.filter(({ answer }) => answer === null).length - takenBack;
  if (unfound > 0)
    run.note(
      `${count(unfound)} to take back ${unfound === 1 ? "was" : "were"} not there: one's own are taken back, another person's where the file names them in "by"`,
    );
}

function keptText(answers: readonly GivenAnswer[], takenBack: number): string {
  const kept = answers.filter(({ answer }) => answer !== null).length;
  return `Kept ${plural(kept, "answer")}${kept === answers.length ? "" : `, took back ${count(takenBack)}`}`;
}

async function showDraft(run: Run, name: string): Promise<void> {
  const draft = await run.client.functionDraft({ name }, { signal: run.signal });
  await run.show(draft, () => renderDraft(run, name, draft));
}

async function showAsked(run: Run, name: string, options: { count: number }): Promise<void> {
  const asked = await run.client.askReview({ name }, options, { signal: run.signal });
  await run.show(asked, () =>
    asked.rows.length === 0
      ? "Every row was answered."
      : `Round ${count(asked.round)}\n${renderTable(
          asked.rows,
          [
            { title: "KEY", value: (row) => row.key, shrinks: true },
            { title: "SCORE", value: (row) => score(row.score), align: "right" },
            { title: "WHY", value: (row) => row.reason },
          ],
          run.terminal,
        )}`,
  );
}

export function addPublish(group: Command, context: Context): void {
  const command = waitOptions(
    group
      .command("publish <name>")
      .description(
        "Makes the draft of a review the newest version, trained with every answer. The version before serves until each row is scored.",
      ),
  )
    .option("--threshold <score>", "score from which a row counts as a hit (default: the draft's)", numberBetween(0, 1))
    .option("--note <text>", "why, kept with the version")
    .option(
      "--force",
      "publish over a version that was made since the draft began; review --rebase keeps what that changed",
    );
  examples(command, 'pomona function publish "green apples" --note "limes told apart"');
  onRun<PublishOptions>(command, context, "existing", async (run, [name = ""], options) => {
    const { threshold, note, force } = options;
    const made = await run.client.publishDraft({ name }, given({ threshold, note, force }), { signal: run.signal });
    return showScored(run, made.name, made.job, options);
  });
}
