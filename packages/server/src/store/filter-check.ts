import type { Field } from "@pomona/contract/fields";
import type { FieldCondition, FilterOperator } from "@pomona/contract/filter";
import { dateSpan } from "@pomona/contract/filter-dates";
import { badFilter } from "@pomona/contract/filter-problem";

const EQUALITY = ["=", "!=", "in", "exists"] as const;
const ORDER = ["<", "<=", ">", ">=", "between"] as const;
const PARTS = ["contains", "starts with"] as const;
const OPERATORS: Record<Field["type"], readonly FilterOperator[]> = {
  key: [...EQUALITY, ...ORDER, ...PARTS],
  string: [...EQUALITY, ...ORDER, ...PARTS],
  enum: [...EQUALITY, ...ORDER, ...PARTS],
  strings: [...EQUALITY, ...ORDER, ...PARTS],
  text: [...EQUALITY, ...PARTS],
  number: [...EQUALITY, ...ORDER],
  datetime: [...EQUALITY, ...ORDER],
  boolean: [...EQUALITY],
};

/** The operators a field takes. */
export const operatorsOf = (field: Pick<Field, "type">): readonly FilterOperator[] => OPERATORS[field.type];

/**
 * The values of a condition, checked against its field: none for `exists`, two for `between`, any number for `in`, else
 * one. Throws `bad-filter` where the field does not take the operator or a value.
 */
export function checkedValues(field: Field, condition: FieldCondition): (string | number | boolean)[] {
  const { op, value } = condition;
  if (!OPERATORS[field.type].includes(op)) {
    throw refusal(
      field,
      op,
      `The field ${field.name} (${field.type}) does not take \`${op}\`, only ${OPERATORS[field.type].join(", ")}.`,
    );
  }
  if (op === "exists") {
    if (value !== undefined) throw refusal(field, op, `\`exists\` of ${field.name} takes no value.`);
    return [];
  }
  if (value === undefined) throw refusal(field, op, `\`${op}\` of ${field.name} needs a value.`);
  const isList = op === "in" || op === "between";
  if (isList !== Array.isArray(value) || (op === "between" && (value as unknown[]).length !== 2)) {
    throw refusal(
      field,
      op,
      `\`${op}\` of ${field.name} takes ${op === "in" ? "a list" : op === "between" ? "two values" : "one value"}.`,
    );
  }
  const values = Array.isArray(value) ? value : [value];
  for (const one of values) checkValue(field, op, one);
  return values;
}

function checkValue(field: Field, op: FilterOperator, value: string | number | boolean): void {
  const written = JSON.stringify(value);
  switch (field.type) {
    case "number":
      if (typeof value !== "number")
        throw refusal(field, op, `The field ${field.name} holds numbers; ${written} is none.`);
      return;
    case "boolean":
      if (typeof value !== "boolean")
        throw refusal(field, op, `The field ${field.name} is true or false; ${written} is neither.`);
      return;
    case "datetime":
      if (typeof value !== "string" || !dateSpan(value)) {
        throw refusal(
          field,
          op,
          `The field ${field.name} holds dates; ${written} is none. Write "2026-05-01" or "2026-05-01T10:30:00Z".`,
        );
      }
      return;
    default:
      if (typeof value !== "string")
        throw refusal(
          field,
          op,
          `The field ${field.name} holds text; write ${JSON.stringify(String(value))} with quotes.`,
        );
  }
}

const refusal = (field: Field, op: FilterOperator, detail: string) =>
  badFilter(detail, { field: field.name, type: field.type, op });
