import { type Condition, type Filter, type FilterTree, filter as filterSchema } from "./filter.ts";
import { checkFilterDepth } from "./filter-depth.ts";
import { badFilter } from "./filter-problem.ts";
import { parseFilter } from "./filter-text.ts";

/**
 * The one form that readers of filters take: a checked tree without and / or of a single part. Takes the text form too.
 * Throws `bad-filter`.
 */
export function normaliseFilter(input: FilterTree | Filter | string): Filter {
  if (typeof input === "string") return parseFilter(input);
  checkFilterDepth(input);
  const parsed = filterSchema.safeParse(input);
  if (!parsed.success) {
    throw badFilter("The filter is not a tree of and / or / not and conditions; see the filters guide.", {
      issues: parsed.error.issues.slice(0, 5).map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    });
  }
  return simplify(parsed.data);
}

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

function partsOf(filter: Filter): Filter[] | undefined {
  if ("and" in filter) return filter.and;
  if ("or" in filter) return filter.or;
  if ("not" in filter) return [filter.not];
  return undefined;
}
