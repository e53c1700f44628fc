import type { Filter } from "@pomona/contract/filter";
import type { CatalogQuery } from "./catalog-query.ts";

/** Names of the functions in a filter, however deep, and in the order of the rows; each once. */
export function functionsNamed({ filter, sort }: CatalogQuery): string[] {
  const names = sort && "function" in sort ? [sort.function, ...inFilter(filter)] : inFilter(filter);
  return [...new Set(names)];
}

function inFilter(node: Filter): string[] {
  if ("and" in node) return node.and.flatMap(inFilter);
  if ("or" in node) return node.or.flatMap(inFilter);
  if ("not" in node) return inFilter(node.not);
  return "function" in node ? [node.function] : [];
}
