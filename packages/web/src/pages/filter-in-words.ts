import { readFilter } from "../catalog/filter-parts.ts";
import { copy } from "../copy.ts";
import { chipText } from "../features/filters/chip-text.ts";

/** A filter's text in words, as its chips say it; one that cannot be read stays as it is. */
export function filterInWords(text: string): string {
  if (text === "") return copy.everyRow;
  const { filter, problem } = readFilter(text);
  return problem ? text : chipText(filter);
}
