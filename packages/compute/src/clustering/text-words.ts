/** Characters of a text that are read; what it is about is said by then. */
const READ_CHARACTERS = 2000;

const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** Words that say nothing in any collection of English texts, which a small one may not have often enough to tell. */
const FUNCTION_WORDS = new Set(
  `a about after all also am an and any are as at be because been but by can could did do does for from get got had has
  have he her here him his how i if in into is it its just like me more most my no not of on one only or other our out
  over she so some such than that the their them then there these they this those to too up us very was we were what
  when where which who why will with would you your`.split(/\s+/),
);

/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD_OR_MARK = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*|[^\s\p{L}\p{M}\p{N}]/gu;

/**
 * The words of a text in their order, in lower case, "" in place of punctuation, numbers, single letters and function
 * words. Where a script has no spaces words are cut by dictionary (UAX #29). Only the first 2,000 characters are read.
 */
export function wordsOf(text: string): string[] {
  const read = text.slice(0, READ_CHARACTERS).normalize("NFC").toLowerCase();
  const words = UNSPACED.test(read) ? segmented(read) : (read.match(WORD_OR_MARK) ?? []);
  return words.map((word) => (isTelling(word) ? word : ""));
}

const segmented = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment).filter((segment) => segment.trim() !== "");

const isTelling = (word: string): boolean => word.length > 1 && /\p{L}/u.test(word) && !FUNCTION_WORDS.has(word);

/** Per text the pairs of neighbouring words, put down with a space, that a class of the text wants both words of. */
export function wordPairs(
  words: readonly (readonly string[])[],
  classes: readonly Int32Array[],
  wanted: readonly ReadonlySet<string>[],
): Set<string>[] {
  const pairs = words.map(() => new Set<string>());
  for (const [of, among] of classes.entries())
    for (const text of among) {
      const list = words[text] ?? [];
      const isWanted = (word: string | undefined): boolean => word !== undefined && wanted[of]?.has(word) === true;
      for (let i = 1; i < list.length; i++)
        if (isWanted(list[i - 1]) && isWanted(list[i]) && list[i] !== list[i - 1] && !UNSPACED.test(list[i] as string))
          pairs[text]?.add(`${list[i - 1]} ${list[i]}`);
    }
  return pairs;
}
