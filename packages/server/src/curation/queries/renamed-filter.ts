import type { Condition, Filter } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import { printFilter } from "@pomona/contract/filter-print";
import { isProblem } from "@pomona/contract/problems";

/** Something that filters name, by its names before and after. */
export interface Rename {
  kind: "function" | "slice" | "project" | "projection";
  from: string;
  to: string;
}

/**
 * A filter in the text form that names what was renamed as it is called now. One that cannot be read is left as it is; one
 * that names nothing of it, too, however it is written.
 */
export function renamedFilter(text: string, rename: Rename): string {
  let isNamed = false;
  const inCondition = (condition: Condition): Condition => {
    const next = renamedCondition(condition, rename);
    isNamed ||= next !== condition;
    return next;
  };
  try {
    const renamed = mapConditions(readFilterInput(text).filter, inCondition);
    return isNamed ? printFilter(renamed) : text;
  } catch (error) {
    if (isProblem(error)) return text;
    throw error;
  }
}

function mapConditions(filter: Filter, map: (condition: Condition) => Condition): Filter {
  if ("and" in filter) return { and: filter.and.map((part) => mapConditions(part, map)) };
  if ("or" in filter) return { or: filter.or.map((part) => mapConditions(part, map)) };
  if ("not" in filter) return { not: mapConditions(filter.not, map) };
  return map(filter);
}

function renamedCondition(condition: Condition, { kind, from, to }: Rename): Condition {
  if (kind === "function" && "function" in condition && condition.function === from)
    return { ...condition, function: to };
  if (kind === "slice" && "review" in condition && condition.review === from) return { review: to };
  if (kind === "project" && "project" in condition && condition.project === from) return { ...condition, project: to };
  return kind === "projection" ? renamedOnMap(condition, from, to) : condition;
}

function renamedOnMap(condition: Condition, from: string, to: string): Condition {
  if ("cluster" in condition && condition.projection === from) return { ...condition, projection: to };
  if ("mapped" in condition && condition.mapped === from) return { ...condition, mapped: to };
  if ("region" in condition && condition.region.projection === from)
    return { region: { ...condition.region, projection: to } };
  return condition;
}
