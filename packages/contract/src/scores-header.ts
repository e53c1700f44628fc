import { z } from "zod";
import { type FunctionOrigin, functionOrigin } from "./rows.ts";

/** Header of an export that tells which versions of functions its scores are of. */
export const SCORES_HEADER = "pomona-scores";

/** What clients and proxies take of all headers together is some 16,000. */
const MOST_CHARACTERS = 8000;

const told = z.object({
  origins: z.record(z.string(), functionOrigin),
  leftOut: z.number().describe("Functions that found no room"),
});
export type ToldScores = z.infer<typeof told>;

/** Origins as a header: JSON in ASCII, as many functions as it has room for. */
export function scoresHeader(origins: Readonly<Record<string, FunctionOrigin>>): string {
  const fitting: [string, FunctionOrigin][] = [];
  let length = 0;
  const all = Object.entries(origins);
  for (const [name, origin] of all) {
    length += ascii(JSON.stringify({ [name]: origin })).length;
    if (length > MOST_CHARACTERS) break;
    fitting.push([name, origin]);
  }
  const made: ToldScores = { origins: Object.fromEntries(fitting), leftOut: all.length - fitting.length };
  return ascii(JSON.stringify(made));
}

/** Reads the header; null where there is none, as of a file of vectors. */
export const readScoresHeader = (header: string | null): ToldScores | null =>
  header === null ? null : told.parse(JSON.parse(header));

const ascii = (json: string): string =>
  json.replaceAll(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
