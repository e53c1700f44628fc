import type { FieldCondition } from "@pomona/contract/filter";
import { dateSpan } from "@pomona/contract/filter-dates";
import type { Place } from "@pomona/contract/filter-places";
import type { SqlValue } from "./database.ts";
import type { CatalogField } from "./fields.ts";
import { checkedValues } from "./filter-check.ts";
import { stringList, timestamp } from "./sql-values.ts";

/** SQL with its bound values, in order of their question marks. */
export interface Fragment {
  sql: string;
  values: SqlValue[];
}

export const fragment = (sql: string, ...values: SqlValue[]): Fragment => ({ sql, values });

export function joinFragments(parts: readonly Fragment[], word: "AND" | "OR"): Fragment {
  if (parts.length === 0) return fragment(word === "AND" ? "TRUE" : "FALSE");
  return { sql: `(${parts.map((part) => part.sql).join(` ${word} `)})`, values: parts.flatMap((part) => part.values) };
}

// Longer lists become a hash join; shorter ones can use the zone maps of the column.
const LONGEST_IN_LINE = 16;

/**
 * A condition on a field as SQL over `r`. True for the rows that meet it, false or NULL for the others; `not` is made
 * with IS NOT TRUE, so the two need not be told apart.
 */
export function fieldSql(field: CatalogField, condition: FieldCondition, place?: Place): Fragment {
  const values = checkedValues(field, condition, place);
  const x = field.expression;
  if (condition.op === "exists") return fragment(field.type === "strings" ? `len(${x}) > 0` : `${x} IS NOT NULL`);
  if (field.type === "strings") return listSql(x, condition, values as string[]);
  if (field.type === "datetime") return dateSql(x, condition, values as string[]);
  if (field.type === "number") return scalarSql(x, condition, values.map(numberFragment));
  return scalarSql(
    x,
    condition,
    values.map((value) => fragment("?", value)),
  );
}

// As text, since the client binds integers as INTEGER or BIGINT, which 1e300 does not fit.
const numberFragment = (value: string | number | boolean): Fragment => fragment("CAST(? AS DOUBLE)", String(value));

function scalarSql(x: string, { op }: FieldCondition, values: Fragment[]): Fragment {
  const [first, second] = values;
  if (op === "in") return inSql(x, values);
  if (!first) return fragment("FALSE");
  if (op === "between" && second)
    return { sql: `${x} BETWEEN ${first.sql} AND ${second.sql}`, values: [...first.values, ...second.values] };
  if (op === "contains") return { sql: `contains(lower(${x}), lower(${first.sql}))`, values: first.values };
  if (op === "starts with") return { sql: `starts_with(lower(${x}), lower(${first.sql}))`, values: first.values };
  return { sql: `${x} ${op === "!=" ? "<>" : op} ${first.sql}`, values: first.values };
}

function inSql(x: string, values: Fragment[]): Fragment {
  if (values.length === 0) return fragment("FALSE");
  if (values.length <= LONGEST_IN_LINE) {
    return {
      sql: `${x} IN (${values.map((value) => value.sql).join(", ")})`,
      values: values.flatMap((value) => value.values),
    };
  }
  const isNumber = values[0]?.sql !== "?";
  const list = stringList(values.map((value) => String(value.values[0])));
  return fragment(`${x} IN (SELECT unnest(?${isNumber ? "::DOUBLE[]" : ""}))`, list);
}

function listSql(x: string, { op }: FieldCondition, values: string[]): Fragment {
  const [first = "", second = ""] = values;
  if (op === "=") return fragment(`list_contains(${x}, ?)`, first);
  // No element equals: also true of rows without elements.
  if (op === "!=") return fragment(`list_contains(${x}, ?) IS NOT TRUE`, first);
  if (op === "in") {
    if (values.length === 0) return fragment("FALSE");
    return fragment(`list_has_any(${x}, ?)`, stringList(values));
  }
  const any = (test: string, ...bound: SqlValue[]) =>
    fragment(`len(list_filter(${x}, lambda e: ${test})) > 0`, ...bound);
  if (op === "contains") return any("contains(lower(e), lower(?))", first);
  if (op === "starts with") return any("starts_with(lower(e), lower(?))", first);
  if (op === "between") return any("e BETWEEN ? AND ?", first, second);
  return any(`e ${op} ?`, first);
}

/** A date is the span it names: `= "2026-05"` is any moment of that May, `> "2026-05"` is after it. */
function dateSql(x: string, { op }: FieldCondition, values: string[]): Fragment {
  const spans = values.map((value) => dateSpan(value) ?? { start: 0, end: 0 });
  const at = (ms: number) => timestamp(new Date(ms));
  const within = (start: number, end: number) => fragment(`(${x} >= ? AND ${x} < ?)`, at(start), at(end));
  const [first, second] = spans;
  if (op === "in")
    return joinFragments(
      spans.map(({ start, end }) => within(start, end)),
      "OR",
    );
  if (!first) return fragment("FALSE");
  if (op === "=") return within(first.start, first.end);
  if (op === "!=") return fragment(`(${x} < ? OR ${x} >= ?)`, at(first.start), at(first.end));
  if (op === "between" && second) return within(first.start, second.end);
  if (op === "<") return fragment(`${x} < ?`, at(first.start));
  if (op === "<=") return fragment(`${x} < ?`, at(first.end));
  if (op === ">") return fragment(`${x} >= ?`, at(first.end));
  return fragment(`${x} >= ?`, at(first.start));
}
