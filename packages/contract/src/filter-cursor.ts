import type { Condition } from "./filter.ts";
import { type Path, type Place, type Span, spanKey } from "./filter-places.ts";
import { badFilterText, closestName, type Expectation } from "./filter-problem.ts";
import { type Token, tokenise } from "./filter-tokens.ts";

/** What the values at the cursor belong to; completion offers the values of it. */
export type Subject = { field: string } | { function: string } | { embedding: string } | { cluster: string };

/** A place in the tokens of a filter text. */
export interface Cursor {
  text: string;
  tokens: Token[];
  at: number;
  /** Parentheses and `not` around the cursor. */
  depth: number;
  /** Names of metadata fields, for suggestions; what exists is checked by the server. */
  metadata: readonly string[];
  subject?: Subject;
  /** Where the parts of the condition that is being read stand, by their path in it. */
  spans: Map<string, Span>;
  /** Where the conditions that were read stand. */
  places: Map<Condition, Place>;
}

export const cursorOn = (text: string, metadata: readonly string[]): Cursor => ({
  text,
  tokens: tokenise(text),
  at: 0,
  depth: 0,
  metadata,
  spans: new Map(),
  places: new Map(),
});

/** What `read` returns; the tokens that it took stand for this part of the condition. */
export function marked<T>(cursor: Cursor, part: Path, read: () => T): T {
  const from = peek(cursor).start;
  const result = read();
  cursor.spans.set(spanKey(part), { start: from, end: cursor.tokens[cursor.at - 1]?.end ?? from });
  return result;
}

export const peek = (cursor: Cursor, ahead = 0): Token =>
  cursor.tokens[Math.min(cursor.at + ahead, cursor.tokens.length - 1)] as Token;

export function take(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== "end") cursor.at++;
  return token;
}

/** Is the token this keyword (in any case) or symbol? A quoted text is neither. */
export const is = (token: Token, keyword: string): boolean =>
  (token.kind === "word" && token.text.toLowerCase() === keyword) ||
  (token.kind === "symbol" && token.text === keyword);

/** Takes the next token if it is this keyword or symbol. */
export function takeIf(cursor: Cursor, keyword: string): boolean {
  if (!is(peek(cursor), keyword)) return false;
  take(cursor);
  return true;
}

export function expectSymbol(cursor: Cursor, symbol: "(" | ")" | ",", alternatives: readonly string[] = []): void {
  if (!takeIf(cursor, symbol)) fail(cursor, [...alternatives, symbol]);
}

/** A name in parentheses or behind a keyword: quoted, or one bare word. */
export function expectName(cursor: Cursor, expected: Expectation): string {
  const token = peek(cursor);
  if (token.kind !== "string" && token.kind !== "word" && token.kind !== "number") fail(cursor, [expected]);
  return take(cursor).text;
}

export function expectNumber(cursor: Cursor): number {
  const token = peek(cursor);
  if (token.kind !== "number") fail(cursor, ["number"]);
  return numberOf(cursor, take(cursor));
}

export function numberOf(cursor: Cursor, token: Token): number {
  const value = Number(token.text);
  if (Number.isFinite(value)) return value;
  return fail(cursor, ["number"], { token, message: `the number ${token.text} is too large` });
}

/** Throws `bad-filter` at a token: the next one unless another is given. */
export function fail(
  cursor: Cursor,
  expected: readonly string[],
  more: { token?: Token; message?: string; suggestion?: string | undefined } = {},
): never {
  const token = more.token ?? peek(cursor);
  const typed =
    token.kind === "word"
      ? closestName(
          token.text,
          expected.filter((word) => /^[a-z]{2,}$/.test(word)),
        )
      : undefined;
  const suggestion = more.suggestion ?? typed;
  throw badFilterText({
    column: token.start + 1,
    length: token.end - token.start,
    expected,
    found: token.kind === "end" ? "the end" : token.source,
    ...(suggestion ? { suggestion } : {}),
    ...(more.message ? { message: more.message } : {}),
  });
}
