import { splitAtWords } from "./split-at-words.ts";

/** A text with the words that were looked for marked in it. */
export function MarkedText({ text, words }: { text: string; words: readonly string[] }) {
  if (words.length === 0) return text;
  return splitAtWords(text, words).map(({ part, isWord, start }) => (isWord ? <mark key={start}>{part}</mark> : part));
}
