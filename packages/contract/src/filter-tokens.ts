import { badFilterText } from "./filter-problem.ts";

export type TokenKind = "word" | "string" | "number" | "symbol" | "end";

/** One token of a filter text. `start` and `end` are UTF-16 offsets. */
export interface Token {
  kind: TokenKind;
  /** As written. */
  source: string;
  /** What a string says, without quotes and escapes; else as written. */
  text: string;
  start: number;
  end: number;
}

const SPACE = /\s*/uy;
const NUMBER = /-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
const WORD = /[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_.:@/-]*)/uy;
const SYMBOL = /!=|<=|>=|[=<>(),]/uy;
const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_.:@/-]/uy;

/** All tokens of a filter text, the last of kind `end`. Throws `bad-filter` at an unreadable character. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(SPACE, text, at)?.length ?? 0;
    const token =
      at >= text.length ? { kind: "end" as const, source: "", text: "", start: at, end: at } : next(text, at);
    tokens.push(token);
    if (token.kind === "end") return tokens;
    at = token.end;
  }
}

function next(text: string, start: number): Token {
  const first = text[start];
  if (first === '"' || first === "'") return quoted(text, start, first);
  const number = match(NUMBER, text, start);
  // A date or a name such as 3d-prints begins like a number.
  if (number && !match(WORD_CHARACTER, text, start + number.length)) return token("number", number, start);
  const word = match(WORD, text, start);
  if (word) return token("word", word, start);
  const symbol = match(SYMBOL, text, start);
  if (symbol) return token("symbol", symbol, start);
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  throw badFilterText({
    column: start + 1,
    length: character.length,
    expected: ["a condition"],
    found: JSON.stringify(character),
    message: `${JSON.stringify(character)} has no meaning here; put values in quotes`,
  });
}

const token = (kind: TokenKind, source: string, start: number): Token => ({
  kind,
  source,
  text: source,
  start,
  end: start + source.length,
});

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const ESCAPES: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  '"': '"',
  "'": "'",
  "\\": "\\",
  "/": "/",
};
const UNICODE_ESCAPE = /u(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})/y;

function quoted(text: string, start: number, quote: string): Token {
  let value = "";
  let at = start + 1;
  while (at < text.length && text[at] !== quote) {
    if (text[at] !== "\\") {
      value += text[at++];
      continue;
    }
    const { character, length } = escapeAt(text, at);
    value += character;
    at += length;
  }
  if (at >= text.length) {
    throw badFilterText({
      column: start + 1,
      length: text.length - start,
      expected: [quote],
      found: "the end",
      message: `this text has no closing ${quote === '"' ? "double" : "single"} quote`,
    });
  }
  return { kind: "string", source: text.slice(start, at + 1), text: value, start, end: at + 1 };
}

function escapeAt(text: string, at: number): { character: string; length: number } {
  const simple = ESCAPES[text[at + 1] ?? ""];
  if (simple !== undefined) return { character: simple, length: 2 };
  UNICODE_ESCAPE.lastIndex = at + 1;
  const unicode = UNICODE_ESCAPE.exec(text);
  const code = Number.parseInt(unicode?.[1] ?? unicode?.[2] ?? "", 16);
  if (unicode && code <= 0x10ffff) {
    // \uXXXX names a UTF-16 unit, so that a pair of them is one character, as in JSON.
    return {
      character: unicode[1] ? String.fromCharCode(code) : String.fromCodePoint(code),
      length: 1 + unicode[0].length,
    };
  }
  throw badFilterText({
    column: at + 1,
    length: 2,
    expected: ["\\n", "\\t", "\\r", '\\"', "\\'", "\\\\", "\\uXXXX"],
    found: text.slice(at, at + 2),
    message: `${text.slice(at, at + 2)} is not an escape; write \\\\ for a backslash`,
  });
}
