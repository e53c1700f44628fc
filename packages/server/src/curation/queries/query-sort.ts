import { Problem } from "@pomona/contract/problems";
import { type Sort, sort as sortSchema } from "@pomona/contract/rows";
import { requireField } from "../../store/fields.ts";
import { type FilterNames, requireFunction } from "../../store/filter-names.ts";
import type { SortKind, SqlSort } from "../../store/query-page.ts";
import type { QueryContext } from "./query-context.ts";

/** A sort with its score column, where it is by similarity. */
export type PreparedSort =
  | { by: "field"; field: string; isDescending: boolean }
  | { by: "function"; function: string; isDescending: boolean }
  | { by: "random"; seed: number }
  | { by: "similarity"; scores: Float32Array; isDescending: boolean };

/** Scores a sort by similarity; null is the order of arrival. */
export async function prepareSort(
  context: Pick<QueryContext, "similarityScores">,
  input: Sort | undefined,
): Promise<PreparedSort | null> {
  if (input === undefined) return null;
  const sort = sortSchema.parse(input);
  if ("field" in sort) return { by: "field", field: sort.field, isDescending: sort.descending };
  if ("function" in sort) return { by: "function", function: sort.function, isDescending: sort.descending };
  if ("random" in sort) return { by: "random", seed: sort.random };
  return { by: "similarity", scores: await context.similarityScores(sort.similarity), isDescending: sort.descending };
}

/** How SQL orders rows by a field or a function. Throws `field-not-found`, `function-not-found`, or `bad-request` for fields without an order. */
export function sqlSort(names: FilterNames, sort: Exclude<PreparedSort, { by: "similarity" }>): SqlSort {
  // 32 bits of the hash: a page mark holds them exactly.
  if (sort.by === "random")
    return { expression: `hash(r.row, ${Math.trunc(sort.seed)}) % 4294967296`, kind: "number", isDescending: false };
  const { isDescending } = sort;
  if (sort.by === "function") {
    const { table } = requireFunction(names, sort.function);
    return { expression: "r.score", kind: "number", isDescending, table };
  }
  const field = requireField(names.fields, sort.field);
  if (!field.sortable)
    throw new Problem("bad-request", {
      detail: `Rows cannot be sorted by ${field.name} (${field.type}).`,
      fields: { field: field.name },
    });
  const expression = field.type === "boolean" ? `${field.expression}::INTEGER` : field.expression;
  return { expression, kind: sortKind(field.type), isDescending };
}

const sortKind = (type: string): SortKind =>
  type === "datetime" ? "moment" : type === "number" || type === "boolean" ? "number" : "text";
