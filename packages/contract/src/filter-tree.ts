import type { Condition, Filter } from "./filter.ts";

/** Replaces and / or of one part by that part, at every level. */
export function simplify(filter: Filter): Filter {
  const parts = partsOf(filter);
  if (!parts) return filter;
  const simple = parts.map(simplify);
  if ("not" in filter) return { not: simple[0] ?? filter.not };
  if (simple.length === 1 && simple[0]) return simple[0];
  return "and" in filter ? { and: simple } : { or: simple };
}

/** Every condition of a tree, from left to right. */
export function* conditionsOf(filter: Filter): Generator<Condition> {
  const parts = partsOf(filter);
  if (!parts) yield filter as Condition;
  else for (const part of parts) yield* conditionsOf(part);
}

/** The nodes right below and / or / not; undefined for a condition. */
export function partsOf(filter: Filter): Filter[] | undefined {
  if ("and" in filter) return filter.and;
  if ("or" in filter) return filter.or;
  if ("not" in filter) return [filter.not];
  return undefined;
}
