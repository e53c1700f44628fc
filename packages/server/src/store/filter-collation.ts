/** Order of code points, which is the order of UTF-8 bytes that DuckDB compares; UTF-16 units order astral characters otherwise. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const [isHighX, isHighY] = [x >= 0xd800 && x <= 0xdfff, y >= 0xd800 && y <= 0xdfff];
    return isHighX === isHighY ? x - y : isHighX ? 1 : -1;
  }
  return a.length - b.length;
}

/** Lower case as DuckDB makes it: code point by code point (utf8proc), without the context rules of JavaScript. */
export function foldCase(text: string): string {
  let folded = "";
  for (const character of text) folded += SPECIAL.get(character) ?? character.toLowerCase();
  return folded;
}

const SPECIAL = new Map([["\u0130", "i"]]);

/** Unpaired surrogates cannot be stored as UTF-8; they become U+FFFD when bound. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");
