interface TextPart {
  part: string;
  isWord: boolean;
  /** Where it begins in the text. */
  start: number;
}

/** A text in parts that have, whatever their case, one of the words each, and what is between them. */
export function splitAtWords(text: string, words: readonly string[]): TextPart[] {
  const escaped = words.filter((word) => word !== "").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (escaped.length === 0) return [{ part: text, isWord: false, start: 0 }];
  // The longest first, so that a word within another does not cut it.
  const pattern = new RegExp(`(${escaped.sort((a, b) => b.length - a.length).join("|")})`, "giu");
  let start = 0;
  return text.split(pattern).flatMap((part, i) => {
    const at = start;
    start += part.length;
    return part === "" ? [] : [{ part, isWord: i % 2 === 1, start: at }];
  });
}
