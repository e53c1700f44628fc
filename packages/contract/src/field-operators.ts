import type { Field } from "./fields.ts";
import type { FilterOperator } from "./filter.ts";

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
