import type { AskedRow, AskReason, ReviewAnswer } from "@pomona/contract/reviews";

interface Given {
  key: string;
  answer: ReviewAnswer;
}
/** An answer of a round before, with the row as it was asked about. */
interface Earlier extends Given {
  asked: AskedRow;
}
export interface Unsent {
  key: string;
  /** null takes back what was answered. */
  answer: ReviewAnswer | null;
  reason: AskReason;
  /** Whose answer is taken back, where it was not given here. */
  by?: string;
}

/** A round as it is answered here: it runs ahead of the server, outlives a reload, and is one in all tabs. */
export interface ReviewSession {
  /** When the draft was begun that it is of: with another draft, the round is over. */
  draft: string;
  round: number;
  asked: readonly AskedRow[];
  /** Oldest first, at most one of a row. */
  answers: readonly Given[];
  /** Of the rounds before, oldest first, at most one of a row. */
  earlier: readonly Earlier[];
  /** What the server has not acknowledged yet, oldest first, at most one of a row and person. */
  unsent: readonly Unsent[];
}

/** Answers of rounds before that are kept to be taken back. */
const MOST_EARLIER = 200;

export const NO_SESSION: ReviewSession = { draft: "", round: 0, asked: [], answers: [], earlier: [], unsent: [] };

/** A new round; what was not sent of the one before stays to be sent. */
export function withRound(
  session: ReviewSession,
  next: { draft: string; round: number; rows: readonly AskedRow[] },
): ReviewSession {
  const { unsent, earlier } = withoutRound(session);
  const { draft, round, rows } = next;
  return { draft, round, asked: rows, answers: [], earlier: draft === session.draft ? earlier : [], unsent };
}

/** Between two rounds. */
export function withoutRound(session: ReviewSession): ReviewSession {
  const over = session.answers.flatMap(({ key, answer }): Earlier[] => {
    const asked = session.asked.find((row) => row.key === key);
    return asked ? [{ key, answer, asked }] : [];
  });
  const before = session.earlier.filter(({ key }) => !over.some((one) => one.key === key));
  return { ...session, asked: [], answers: [], earlier: [...before, ...over].slice(-MOST_EARLIER) };
}

export const answerOf = ({ answers, earlier }: ReviewSession, key: string): ReviewAnswer | undefined =>
  [...answers, ...earlier].find((one) => one.key === key)?.answer;

/** Rows of the round without an answer, in the order they were asked in. */
export function waitingRows({ asked, answers }: ReviewSession): AskedRow[] {
  const given = new Set(answers.map(({ key }) => key));
  return asked.filter(({ key }) => !given.has(key));
}

/** The session with an answer to a row of it, of this round or one before; null takes the answer back. */
export function withAnswer(session: ReviewSession, key: string, answer: ReviewAnswer | null): ReviewSession {
  const row = session.asked.find((one) => one.key === key);
  const past = session.earlier.find((one) => one.key === key);
  const unsent: Unsent[] = [
    ...session.unsent.filter((one) => one.key !== key || one.by !== undefined),
    { key, answer, reason: (row ?? past?.asked)?.reason ?? "uncertain" },
  ];
  if (!row && past) {
    const earlier = session.earlier.flatMap((one) =>
      one !== past ? [one] : answer === null ? [] : [{ ...one, answer }],
    );
    return { ...session, earlier, unsent };
  }
  const others = session.answers.filter((one) => one.key !== key);
  return { ...session, answers: answer === null ? others : [...others, { key, answer }], unsent };
}

/** Takes the answer of somebody else back, or one's own that was not given here. */
export const withoutAnswerOf = (session: ReviewSession, key: string, by: string): ReviewSession => ({
  ...session,
  unsent: [
    ...session.unsent.filter((one) => one.key !== key || one.by !== by),
    { key, answer: null, reason: "uncertain", by },
  ],
});

/** Whether there is an answer to take back, in this round or one before. */
export const hasAnswer = ({ answers, earlier }: ReviewSession): boolean => answers.length + earlier.length > 0;

/** Takes the newest answer back, and asks about its row again, also where it is of a round before; without any, the session as it is. */
export function withoutLast(session: ReviewSession): ReviewSession {
  const last = session.answers.at(-1);
  if (last) return withAnswer(session, last.key, null);
  const past = session.earlier.at(-1);
  if (!past) return session;
  return { ...withAnswer(session, past.key, null), asked: [past.asked, ...session.asked] };
}

/** Less what the server has acknowledged; an answer that was changed meanwhile stays to be sent. */
export const withoutSent = (session: ReviewSession, sent: readonly Unsent[]): ReviewSession => ({
  ...session,
  unsent: session.unsent.filter(
    (one) => !sent.some(({ key, answer, by }) => one.key === key && one.answer === answer && one.by === by),
  ),
});

/** A stored value as a session; null where it is none, as an older version may have left something else. */
export function readSession(value: unknown): ReviewSession | null {
  const { draft, round, asked, answers, earlier = [], unsent } = (value ?? {}) as Partial<ReviewSession>;
  if (typeof draft !== "string" || typeof round !== "number") return null;
  if (!asked || !answers || !unsent || ![asked, answers, earlier, unsent].every(Array.isArray)) return null;
  return { draft, round, asked, answers, earlier, unsent };
}
