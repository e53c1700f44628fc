import type { ReviewAnswer } from "@pomona/contract/reviews";
import { UsageError } from "../../exit-code.ts";
import { readTextFile } from "../../text-file.ts";

/** An answer as the API takes it. */
export interface GivenAnswer {
  key: string;
  /** null takes an answer back. */
  answer: ReviewAnswer | null;
  /** Whose answer is taken back, where it is another person's. */
  by?: string;
}

const WORDS: Readonly<Record<string, ReviewAnswer | null>> = {
  yes: "yes",
  y: "yes",
  no: "no",
  n: "no",
  skip: "skip",
  s: "skip",
  "": null,
};

/** Answers from a file, or from stdin for `-`. */
export const readAnswers = async (path: string): Promise<GivenAnswer[]> => parseAnswers(await readTextFile(path), path);

/** Of each row its last answer, and whose are taken back, in the order of the file; and the keys that are answered differently. */
export function lastAnswers(answers: readonly GivenAnswer[]): { answers: GivenAnswer[]; differing: string[] } {
  const of = ({ key, by }: GivenAnswer): string => JSON.stringify([key, by]);
  const last = new Map(answers.map((one) => [of(one), one]));
  const differing = new Set(answers.filter((one) => last.get(of(one))?.answer !== one.answer).map(({ key }) => key));
  return { answers: [...last.values()], differing: [...differing] };
}

/** NDJSON with `key` and `answer` in each line, or CSV whose header names them. A UsageError names the line. */
export function parseAnswers(content: string, path: string): GivenAnswer[] {
  const lines = content.replace(/^\uFEFF/, "").split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined) throw new UsageError(`${path} holds no answers.`);
  const isJson = first.trimStart().startsWith("{");
  const header = isJson ? [] : cellsOf(first).map((name) => name.trim().toLowerCase());
  if (!isJson && !(header.includes("key") && header.includes("answer")))
    throw new UsageError(
      `${path} must be NDJSON with "key" and "answer" in each line, or CSV whose first line names both.`,
    );
  const answers: GivenAnswer[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "" || (!isJson && line === first)) continue;
    const where = `${path}, line ${index + 1}`;
    answers.push(isJson ? fromJson(line, where) : fromCells(header, cellsOf(line), where));
  }
  if (answers.length === 0) throw new UsageError(`${path} holds no answers.`);
  return answers;
}

function fromJson(line: string, where: string): GivenAnswer {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const { key, answer, by } = (value ?? {}) as { key?: unknown; answer?: unknown; by?: unknown };
  return checked(key, { answer: answer ?? "", by }, where);
}

const fromCells = (header: readonly string[], cells: readonly string[], where: string): GivenAnswer =>
  checked(
    cells[header.indexOf("key")],
    { answer: cells[header.indexOf("answer")] ?? "", by: cells[header.indexOf("by")] },
    where,
  );

function checked(key: unknown, { answer, by }: { answer: unknown; by: unknown }, where: string): GivenAnswer {
  if (typeof key !== "string" || key === "") throw new UsageError(`${where}: there is no key.`);
  const word = typeof answer === "string" ? WORDS[answer.trim().toLowerCase()] : undefined;
  if (word === undefined)
    throw new UsageError(
      `${where}: the answer ${JSON.stringify(answer)} is none of yes, no, skip; empty takes it back.`,
    );
  // Who gave an answer may be noted in the file: it is sent as one's own.
  return word === null && typeof by === "string" && by !== "" ? { key, answer: word, by } : { key, answer: word };
}

/** Cells of a CSV line; quotes are doubled within quoted ones (RFC 4180, without line breaks in cells). */
const cellsOf = (line: string): string[] =>
  Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
