import type { AskReason, ReviewAnswer } from "@pomona/contract/reviews";
import type { Sql, Transaction } from "./database.ts";
import { blob, bytesToFloats, floatsToBytes, int, timestamp } from "./sql-values.ts";

/** An anchor or another answer whose vector nearly coincides with that of an answer. */
export interface Twin {
  /** Of a row; null for an anchor that is none. */
  key: string | null;
  /** Of an anchor that is no row: what it says, for people. */
  name: string | null;
  similarity: number;
}

/** What somebody said of a row in a review. One for each row and person. */
export interface AnswerRecord {
  key: string;
  row: number;
  answer: ReviewAnswer;
  reason: AskReason | null;
  /** Round of the draft in which it was given: answers of the current one are not trained on. */
  round: number;
  /** What the row was given by the draft as it was before the first answer about it, whoever gave that; null where it had no score. */
  score: number | null;
  /** Of the row when it was answered. */
  vector: Float32Array;
  contentHash: string | null;
  twins: Twin[];
  by: string;
  at: Date;
}

const COLUMNS = 'key, row, answer, reason, round, score, vector, content_hash, twins, "by", "at"';

/** Answers of a function's draft, oldest first. */
export const answersOf = async (sql: Pick<Sql, "all">, functionId: number): Promise<AnswerRecord[]> =>
  (
    await sql.all(`SELECT ${COLUMNS} FROM function_answers WHERE function = ? ORDER BY "at", key, "by"`, [functionId])
  ).map((row) => ({
    key: row.key as string,
    row: int(row.row),
    answer: row.answer as ReviewAnswer,
    reason: row.reason as AskReason | null,
    round: int(row.round),
    score: row.score as number | null,
    vector: bytesToFloats(row.vector as Uint8Array),
    contentHash: row.content_hash as string | null,
    twins: JSON.parse(row.twins as string) as Twin[],
    by: row.by as string,
    at: row.at as Date,
  }));

/** Stores an answer in the place of the same person's about the same row. */
export async function putAnswer(tx: Transaction, functionId: number, answer: AnswerRecord): Promise<void> {
  await removeAnswer(tx, functionId, answer);
  await tx.run(`INSERT INTO function_answers (function, ${COLUMNS}) VALUES (${Array(12).fill("?").join(", ")})`, [
    functionId,
    answer.key,
    answer.row,
    answer.answer,
    answer.reason,
    answer.round,
    answer.score,
    blob(floatsToBytes(answer.vector)),
    answer.contentHash,
    JSON.stringify(answer.twins),
    answer.by,
    timestamp(answer.at),
  ]);
}

export const removeAnswer = (
  tx: Transaction,
  functionId: number,
  { key, by }: Pick<AnswerRecord, "key" | "by">,
): Promise<void> =>
  tx.run('DELETE FROM function_answers WHERE function = ? AND key = ? AND "by" = ?', [functionId, key, by]);

/** Moves an answer to another round. */
export const moveToRound = (
  tx: Transaction,
  functionId: number,
  { key, by }: Pick<AnswerRecord, "key" | "by">,
  round: number,
): Promise<void> =>
  tx.run('UPDATE function_answers SET round = ? WHERE function = ? AND key = ? AND "by" = ?', [
    round,
    functionId,
    key,
    by,
  ]);
