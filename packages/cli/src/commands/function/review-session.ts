import type { AskReason, ReviewAnswer } from "@pomona/contract/reviews";
import type { Run } from "../../context.ts";
import { UsageError } from "../../exit-code.ts";
import { score } from "../../render/quantities.ts";
import { oneLine } from "../../render/width.ts";
import { renderConflict, renderRound } from "./render-draft.ts";

/** What is asked in each round. */
export interface SessionOptions {
  count: number;
  kind?: "similarity" | "probe";
  randomShare?: number;
  seed?: number;
}

interface Asked {
  key: string;
  score: number | null;
  reason: AskReason;
}

const QUESTION = "is this one? [y]es [n]o [s]kip [u]ndo [q]uit ";
const ANSWERS: Readonly<Record<string, ReviewAnswer>> = {
  y: "yes",
  yes: "yes",
  n: "no",
  no: "no",
  s: "skip",
  skip: "skip",
};
/** Characters of a text that are shown. */
const SHOWN_TEXT = 600;

/**
 * Asks about one row after the other, keeps each answer at once, and trains after each round. Ends when nothing is left to
 * ask or the user has enough. A UsageError where nobody can be asked.
 */
export async function reviewInTerminal(run: Run, name: string, options: SessionOptions): Promise<void> {
  // Asking for rows begins a draft, so this is known before.
  if (!run.terminal.canAsk) throw nobodyToAsk();
  for (;;) {
    const { rows, round } = await run.client.askReview({ name }, options, { signal: run.signal });
    if (rows.length === 0) return run.note("Every row was answered.");
    run.note(`Round ${round} of ${oneLine(name)}: ${rows.length} rows`);
    if (!(await askRows(run, name, rows)))
      return run.note(
        `What was answered is kept: pomona function review ${JSON.stringify(name)} goes on, pomona function publish makes it a version.`,
      );
    const draft = await run.client.trainDraft({ name }, { signal: run.signal });
    const last = draft.rounds.at(-1);
    if (last) run.note(`\n${renderRound(run, last)}\n`);
  }
}

const nobodyToAsk = (): UsageError =>
  new UsageError(
    "A review asks questions, and nobody can be asked, as stdin or stderr is not a terminal. Use --ask N for rows and --answers FILE to answer them.",
  );

/** False when the user has enough. */
async function askRows(run: Run, name: string, rows: readonly Asked[]): Promise<boolean> {
  for (let at = 0; at < rows.length; ) {
    const row = rows[at] as Asked;
    const said = await askRow(run, row, `${at + 1}/${rows.length}`);
    if (said === "quit") return false;
    if (said === "undo") {
      at = Math.max(0, at - 1);
      const before = rows[at] as Asked;
      await run.client.answerReview({ name }, { answers: [{ key: before.key, answer: null }] }, { signal: run.signal });
      continue;
    }
    const answer = { key: row.key, answer: said, reason: row.reason };
    const { conflicts } = await run.client.answerReview({ name }, { answers: [answer] }, { signal: run.signal });
    for (const conflict of conflicts) run.note(renderConflict(conflict));
    at++;
  }
  return true;
}

async function askRow(run: Run, { key, score: value }: Asked, place: string): Promise<ReviewAnswer | "undo" | "quit"> {
  const row = await run.client.getRow({ key }, { signal: run.signal });
  const content = row.text === null ? (row.uri ?? "") : row.text.slice(0, SHOWN_TEXT);
  run.note(`\n${place}  ${oneLine(key)}  score ${score(value)}\n${content.split("\n").map(oneLine).join("\n")}`);
  for (;;) {
    const typed = await run.terminal.ask(QUESTION);
    if (typed === null) throw nobodyToAsk();
    const word = typed.trim().toLowerCase();
    // Ctrl-D, too, reads as nothing typed.
    if (word === "" || word === "q" || word === "quit") return "quit";
    if (word === "u" || word === "undo") return "undo";
    const answer = ANSWERS[word];
    if (answer) return answer;
  }
}
