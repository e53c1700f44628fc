export interface WrapOptions {
  /** What `measure` of a line may be at most. */
  width: number;
  mostLines: number;
  measure(text: string): number;
}

/** No card has room for more; keeps long texts from being measured whole. */
const MOST_LETTERS = 400;

/** As many letters as fit, but one at least. */
const lettersWithin = (text: string, ending: string, { width, measure }: WrapOptions): string => {
  const letters = [...text];
  let count = letters.length;
  while (count > 1 && measure(letters.slice(0, count).join("").trimEnd() + ending) > width) count--;
  return letters.slice(0, count).join("").trimEnd() + ending;
};

/** The beginning of a text that makes a line: whole words, or letters of a word that is too long for one. */
const lineOf = (text: string, options: WrapOptions): string => {
  let end = -1;
  for (let space = text.indexOf(" "); space >= 0; space = text.indexOf(" ", space + 1)) {
    if (options.measure(text.slice(0, space)) > options.width) break;
    end = space;
  }
  return end > 0 ? text.slice(0, end) : lettersWithin(text.split(" ", 1)[0]!, "", options);
};

/** A text in lines that are no wider than `width`; what does not go into `mostLines` is cut with an ellipsis. */
export const wrapText = (text: string, options: WrapOptions): string[] => {
  const lines: string[] = [];
  let rest = text.slice(0, MOST_LETTERS).trim().replaceAll(/\s+/g, " ");
  while (rest !== "" && lines.length < options.mostLines) {
    const isLast = lines.length === options.mostLines - 1;
    const isWhole = options.measure(rest) <= options.width;
    const line = isWhole ? rest : isLast ? lettersWithin(rest, "…", options) : lineOf(rest, options);
    lines.push(line);
    rest = isLast ? "" : rest.slice(line.length).trimStart();
  }
  return lines;
};
