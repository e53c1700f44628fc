import { type Cursor, cursorOn, type Subject } from "./filter-cursor.ts";
import { parseWhole } from "./filter-text.ts";
import { tokenise } from "./filter-tokens.ts";
import { isProblem } from "./problems.ts";

/** What could be typed at a place of a filter text. */
export interface Completion {
  /** UTF-16 offsets of what a choice replaces. */
  from: number;
  to: number;
  /** Keywords and operators as they are written, and kinds of names: `field`, `value`, `function name`, `space name`… */
  expected: string[];
  /** Whose operators or values are wanted. */
  subject: Subject | null;
  /** What of the word is typed already, without quotes. */
  typed: string;
}

/** What can come at `offset`, from the text before it; nothing is expected behind an error. */
export function completionAt(text: string, offset: number, metadata: readonly string[] = []): Completion {
  const before = text.slice(0, offset);
  const from = wordStart(before);
  const place = { from, to: offset, typed: before.slice(from).replace(/^["']/, "") };
  const cursor = readable(before.slice(0, from), metadata);
  if (!cursor) return { ...place, expected: [], subject: null };
  const end = cursor.tokens.at(-1)?.start ?? 0;
  if (cursor.tokens.length === 1) return { ...place, expected: ["condition"], subject: null };
  try {
    parseWhole(cursor);
    return { ...place, expected: ["and", "or"], subject: null };
  } catch (error) {
    if (!isProblem(error, "bad-filter")) throw error;
    const isAtEnd = error.fields.column === end + 1;
    const expected = isAtEnd ? (error.fields.expected as string[]) : [];
    return { ...place, expected, subject: isAtEnd ? (cursor.subject ?? null) : null };
  }
}

function readable(text: string, metadata: readonly string[]): Cursor | undefined {
  try {
    return cursorOn(text, metadata);
  } catch {
    return undefined;
  }
}

/** Where the word or the unclosed text at the end of `before` starts. */
function wordStart(before: string): number {
  try {
    const last = tokenise(before).at(-2);
    const isOpen = last && (last.kind === "word" || last.kind === "number") && last.end === before.length;
    return isOpen ? last.start : before.length;
  } catch (error) {
    if (!isProblem(error, "bad-filter")) throw error;
    return Number(error.fields.column) - 1;
  }
}
