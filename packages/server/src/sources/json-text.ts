import type { Cell } from "./table.ts";

export type JsonRead = { ok: true; value: Cell } | { ok: false; reason: string };

const DEPTH_LIMIT = 64;
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Only where these occur can a number lose digits or overflow. */
const RISKY_NUMBER = /(?<![.\d])\d{16}|\d[eE]\+?\d{3}/;

/** Most records have too few brackets for any depth to matter. */
function hasManyBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of ["[", "{"])
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1))
      if (++count > DEPTH_LIMIT) return true;
  return false;
}

/** Brackets open at once, outside strings. */
function isTooDeep(text: string): boolean {
  if (!hasManyBrackets(text)) return false;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (token === "[" || token === "{") {
      if (++depth > DEPTH_LIMIT) return true;
    } else if (token === "]" || token === "}") depth--;
  }
  return false;
}

/** Whether a number's text survives as a float64: integers to the last digit, others finite. */
function isKept(token: string): boolean {
  const value = Number(token);
  if (!Number.isFinite(value)) return false;
  return !/^-?\d+$/.test(token) || Number.isSafeInteger(value);
}

/** Parses one JSON value. Numbers that float64 cannot hold become strings of their digits; nothing is rounded silently. */
export function readJson(text: string): JsonRead {
  if (isTooDeep(text)) return { ok: false, reason: `It is nested deeper than ${DEPTH_LIMIT} levels.` };
  const kept = RISKY_NUMBER.test(text)
    ? text.replace(TOKENS, (token) => (token.startsWith('"') || isKept(token) ? token : `"${token}"`))
    : text;
  try {
    return { ok: true, value: JSON.parse(kept) as Cell };
  } catch (error) {
    const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
    if (/\b(NaN|Infinity)\b/.test(outside))
      return {
        ok: false,
        reason: "It holds NaN or Infinity, which are not JSON (Python's json writes them). Write null instead.",
      };
    return { ok: false, reason: `It is not JSON: ${(error as Error).message.slice(0, 160)}` };
  }
}

/** Half a surrogate pair, which no encoding can store. */
export const hasLoneSurrogate = (text: string): boolean => /\p{Surrogate}/u.test(text);
