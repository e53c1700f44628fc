import type { AskedRow, AskReason, ReviewAnswer } from "@pomona/contract/reviews";

interface Given {
  key: string;
  answer: ReviewAnswer;
}
export interface Unsent {
  key: string;
  /** null takes back what was answered. */
  answer: ReviewAnswer | null;
  reason: AskReason;
}

/** A round as it is answered here: it runs ahead of the server, and outlives a reload. */
export interface ReviewSession {
  /** When the draft was begun that it is of: with another draft, the round is over. */
  draft: string;
  round: number;
  asked: readonly AskedRow[];
  /** Oldest first, at most one of a row. */
  answers: readonly Given[];
  /** What the server has not acknowledged yet, oldest first, at most one of a row. */
  unsent: readonly Unsent[];
}

export const NO_SESSION: ReviewSession = { draft: "", round: 0, asked: [], answers: [], unsent: [] };

/** A new round; what was not sent of the one before stays to be sent. */
export const withRound = (
  { unsent }: ReviewSession,
  next: { draft: string; round: number; rows: readonly AskedRow[] },
): ReviewSession => ({ draft: next.draft, round: next.round, asked: next.rows, answers: [], unsent });

/** Between two rounds. */
export const withoutRound = (session: ReviewSession): ReviewSession => ({ ...session, asked: [], answers: [] });

export const answerOf = ({ answers }: ReviewSession, key: string): ReviewAnswer | undefined =>
  answers.find((one) => one.key === key)?.answer;

/** Rows of the round without an answer, in the order they were asked in. */
export function waitingRows({ asked, answers }: ReviewSession): AskedRow[] {
  const given = new Set(answers.map(({ key }) => key));
  return asked.filter(({ key }) => !given.has(key));
}

/** The session with an answer to a row of it; null takes the answer back. */
export function withAnswer(session: ReviewSession, key: string, answer: ReviewAnswer | null): ReviewSession {
  const row = session.asked.find((one) => one.key === key);
  const others = session.answers.filter((one) => one.key !== key);
  const unsent = session.unsent.filter((one) => one.key !== key);
  return {
    ...session,
    answers: answer === null ? others : [...others, { key, answer }],
    unsent: [...unsent, { key, answer, reason: row?.reason ?? "uncertain" }],
  };
}

/** Takes the newest answer back; without any, the session as it is. */
export function withoutLast(session: ReviewSession): ReviewSession {
  const last = session.answers.at(-1);
  return last ? withAnswer(session, last.key, null) : session;
}

/** Less what the server has acknowledged; an answer that was changed meanwhile stays to be sent. */
export const withoutSent = (session: ReviewSession, sent: readonly Unsent[]): ReviewSession => ({
  ...session,
  unsent: session.unsent.filter((one) => !sent.includes(one)),
});

/** Whether a stored value can be taken up: an older version may have left something else. */
export function isSession(value: unknown): value is ReviewSession {
  const { draft, round, asked, answers, unsent } = (value ?? {}) as Partial<Record<keyof ReviewSession, unknown>>;
  return typeof draft === "string" && typeof round === "number" && [asked, answers, unsent].every(Array.isArray);
}
