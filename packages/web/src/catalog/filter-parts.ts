import { EVERY_ROW, type FieldCondition, type Filter } from "@pomona/contract/filter";
import { isJsonFilter, readFilterInput } from "@pomona/contract/filter-input";
import { printFilter } from "@pomona/contract/filter-print";
import { simplify } from "@pomona/contract/filter-tree";
import { isProblem, type Problem } from "@pomona/contract/problems";

/** The conditions that a filter joins with `and` at its top: one chip each. */
export function partsOf(filter: Filter): Filter[] {
  return "and" in filter ? filter.and.flatMap(partsOf) : [filter];
}

export function joinParts(parts: readonly Filter[]): Filter {
  return simplify({ and: [...parts] });
}

/** The text that stands for a filter in the address; undefined for every row. */
export function filterText(filter: Filter): string | undefined {
  return partsOf(filter).length === 0 ? undefined : printFilter(filter);
}

/** What the address keeps of a filter that was typed: a text as it is, a tree in JSON as text; undefined for none. */
export const typedFilterText = (typed: string): string | undefined =>
  isJsonFilter(typed) ? filterText(readFilter(typed).filter) : typed.trim() || undefined;

export type ReadFilter = { filter: Filter; problem?: undefined } | { filter: Filter; problem: Problem };

/** The filter of a text (or of a tree in JSON); for a text that cannot be read, every row and the problem. */
export function readFilter(text: string | undefined, metadata: readonly string[] = []): ReadFilter {
  try {
    return { filter: readFilterInput(text ?? "", { metadata }).filter };
  } catch (error) {
    if (isProblem(error, "bad-filter")) return { filter: EVERY_ROW, problem: error };
    throw error;
  }
}

/** Whether a part is a condition on this field (also negated, or joined with its absence). */
export function isOfField(part: Filter, field: string): boolean {
  if ("field" in part) return part.field === field;
  if ("not" in part) return isOfField(part.not, field);
  if ("or" in part) return part.or.length > 0 && part.or.every((one) => isOfField(one, field));
  return false;
}

/** Which values of a field are asked for, and which are ruled out; null is the absence of a value. */
export interface FacetChoice {
  include: FacetKey[];
  exclude: FacetKey[];
}
export type FacetKey = string | boolean | null;

export function readFacet(parts: readonly Filter[], field: string): FacetChoice {
  const choice: FacetChoice = { include: [], exclude: [] };
  for (const part of parts) {
    if (!isOfField(part, field)) continue;
    if ("not" in part) {
      const values = "field" in part.not && part.not.op !== "exists" ? valuesOf(part.not) : null;
      if (values) choice.exclude.push(...values);
      else choice.include.push(null);
    } else if ("or" in part) for (const one of part.or) choice.include.push(...readFacet([one], field).include);
    else if ("field" in part && part.op === "exists") choice.exclude.push(null);
    else if ("field" in part && part.op === "!=") choice.exclude.push(...valuesOf(part));
    else if ("field" in part) choice.include.push(...valuesOf(part));
  }
  return choice;
}

function valuesOf(condition: FieldCondition): FacetKey[] {
  if (condition.op !== "=" && condition.op !== "in" && condition.op !== "!=") return [];
  const values = Array.isArray(condition.value) ? condition.value : [condition.value];
  return values.filter((value): value is string | boolean => typeof value === "string" || typeof value === "boolean");
}

/** The parts with another choice of this field's values. */
export function writeFacet(parts: readonly Filter[], field: string, choice: FacetChoice): Filter[] {
  const others = parts.filter((part) => !isOfField(part, field));
  const wanted = choice.include.filter((value) => value !== null);
  const unwanted = choice.exclude.filter((value) => value !== null);
  const include: Filter[] = wanted.length > 0 ? [oneOf(field, wanted)] : [];
  if (choice.include.includes(null)) include.push({ not: { field, op: "exists" } });
  return [
    ...others,
    ...(include.length > 0 ? [simplify({ or: include })] : []),
    ...(unwanted.length > 0 ? [{ not: oneOf(field, unwanted) }] : []),
    ...(choice.exclude.includes(null) ? [{ field, op: "exists" } as const] : []),
  ];
}

const oneOf = (field: string, values: (string | boolean)[]): Filter =>
  values.length === 1 && values[0] !== undefined
    ? { field, op: "=", value: values[0] }
    : { field, op: "in", value: values };

/** A value goes from free to asked for to free; with `isExcluding`, from anything to ruled out and back. */
export function toggleFacet(choice: FacetChoice, value: FacetKey, isExcluding: boolean): FacetChoice {
  const [side, other] = isExcluding ? (["exclude", "include"] as const) : (["include", "exclude"] as const);
  const isOn = choice[side].includes(value);
  return {
    [side]: isOn ? choice[side].filter((one) => one !== value) : [...choice[side], value],
    [other]: choice[other].filter((one) => one !== value),
  } as unknown as FacetChoice;
}
