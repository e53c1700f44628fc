import { giveTurn } from "../config/give-turn.ts";

/** A shorter text is parsed at once: a few milliseconds. */
const SMALL_LENGTH = 1 << 18;
/** Elements of an array are parsed together up to this length. */
const PIECE_LENGTH = 1 << 17;
/** Characters looked at before other work may get a turn. */
const SCAN_LENGTH = 1 << 16;
/** More than a request has fields. */
const MOST_ARRAYS = 100;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What `JSON.parse` gives, or its SyntaxError. Of an object that holds long arrays, such as rows or vectors, these are
 * parsed in pieces, and the event loop gets turns in between; anything else is parsed at once.
 */
export async function parseJsonInTurns(text: string): Promise<unknown> {
  if (text.length < SMALL_LENGTH) return JSON.parse(text);
  return (await parseInPieces(text)) ?? JSON.parse(text);
}

/** An array that is a value of the outermost object: its places in the text. */
interface OuterArray {
  start: number;
  /** Of the commas after which a piece begins. */
  cuts: number[];
  end: number;
}

/** Null for what is not well formed, or not an object: whoever parses it whole knows what to say. */
async function parseInPieces(text: string): Promise<object | null> {
  const arrays = await outerArrays(text);
  if (!arrays) return null;
  try {
    // In the place of each array stands one with its number, so that a key given twice means what it means to JSON.
    let frame = "";
    let from = 0;
    for (const [number, { start, end }] of arrays.entries()) {
      frame += `${text.slice(from, start + 1)}${number}`;
      from = end;
    }
    const whole = JSON.parse(frame + text.slice(from)) as Record<string, unknown>;
    for (const [key, value] of Object.entries(whole)) {
      if (!Array.isArray(value)) continue;
      const elements = await elementsOf(text, arrays[value[0] as number] as OuterArray);
      if (!elements) return null;
      // An assignment to the key `__proto__` would not make a property.
      Object.defineProperty(whole, key, { value: elements, writable: true, enumerable: true, configurable: true });
    }
    return whole;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function elementsOf(text: string, { start, cuts, end }: OuterArray): Promise<unknown[] | null> {
  const elements: unknown[] = [];
  let from = start + 1;
  for (const to of [...cuts, end]) {
    const piece = JSON.parse(`[${text.slice(from, to)}]`) as unknown[];
    // Nothing stands on one side of a comma.
    if (piece.length === 0 && cuts.length > 0) return null;
    for (const element of piece) elements.push(element);
    from = to + 1;
    await giveTurn();
  }
  return elements;
}

/** Arrays right inside the outermost object, by its brackets alone; null where it is none, they do not pair up, or are too many. */
async function outerArrays(text: string): Promise<OuterArray[] | null> {
  if (!/^\s*\{/.test(text)) return null;
  const arrays: OuterArray[] = [];
  let depth = 0;
  let open: OuterArray | null = null;
  let nextTurn = SCAN_LENGTH;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === OPEN_OBJECT || char === OPEN_ARRAY) {
      if (++depth !== 2 || char === OPEN_OBJECT) continue;
      if (arrays.length === MOST_ARRAYS) return null;
      open = { start: at, cuts: [], end: -1 };
      arrays.push(open);
    } else if (char === CLOSE_OBJECT || char === CLOSE_ARRAY) {
      if (--depth !== 1 || !open) continue;
      open.end = at;
      open = null;
    } else if (char === COMMA && depth === 2 && open && at - (open.cuts.at(-1) ?? open.start) >= PIECE_LENGTH)
      open.cuts.push(at);
    if (at < nextTurn) continue;
    nextTurn = at + SCAN_LENGTH;
    await giveTurn();
  }
  return depth === 0 && open === null ? arrays : null;
}

/** Place of the quote that ends the string begun at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === BACKSLASH) at++;
    else if (char === QUOTE) return at;
  }
  return text.length;
}
