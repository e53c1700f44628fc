import { badFilter } from "./filter-problem.ts";

/** Most nested and / or / not above a condition. */
export const FILTER_DEPTH_LIMIT = 64;

/** Refuses (`bad-filter`) trees nested deeper than the limit, without recursion, so that no input can exhaust the stack. */
export function checkFilterDepth(input: unknown): void {
  const pending: { node: unknown; depth: number }[] = [{ node: input, depth: 0 }];
  for (let entry = pending.pop(); entry; entry = pending.pop()) {
    const { node, depth } = entry;
    if (depth > FILTER_DEPTH_LIMIT) {
      throw badFilter(`The filter is nested deeper than ${FILTER_DEPTH_LIMIT} levels.`, { limit: FILTER_DEPTH_LIMIT });
    }
    if (typeof node !== "object" || node === null) continue;
    const { and, or, not } = node as { and?: unknown; or?: unknown; not?: unknown };
    for (const list of [and, or]) {
      if (Array.isArray(list)) for (const part of list) pending.push({ node: part, depth: depth + 1 });
    }
    if (not !== undefined) pending.push({ node: not, depth: depth + 1 });
  }
}
