import { operatorsOf } from "@pomona/contract/field-operators";
import type { Field } from "@pomona/contract/fields";
import type { FieldCondition } from "@pomona/contract/filter";
import { dateSpan } from "@pomona/contract/filter-dates";
import { type Path, type Place, typedText } from "@pomona/contract/filter-places";
import { badFilter } from "@pomona/contract/filter-problem";

/**
 * The values of a condition, checked against its field: none for `exists`, two for `between`, any number for `in`, else
 * one. Throws `bad-filter`, whose `part` is the part of the condition at fault, where the field does not take the
 * operator or a value. `place`: where it was written, so that a value is told as it was typed.
 */
export function checkedValues(field: Field, condition: FieldCondition, place?: Place): (string | number | boolean)[] {
  const { op, value } = condition;
  const refuse = (part: Path, detail: string): never => {
    throw badFilter(detail, { field: field.name, type: field.type, op, part });
  };
  if (!operatorsOf(field).includes(op))
    refuse(
      ["op"],
      `The field ${field.name} (${field.type}) does not take \`${op}\`, only ${operatorsOf(field).join(", ")}.`,
    );
  if (op === "exists") {
    if (value !== undefined) refuse(["value"], `\`exists\` of ${field.name} takes no value.`);
    return [];
  }
  if (value === undefined) return refuse([], `\`${op}\` of ${field.name} needs a value.`);
  const isList = op === "in" || op === "between";
  if (isList !== Array.isArray(value) || (op === "between" && (value as unknown[]).length !== 2)) {
    const wanted = op === "in" ? "a list" : op === "between" ? "two values" : "one value";
    refuse(["value"], `\`${op}\` of ${field.name} takes ${wanted}.`);
  }
  const values = Array.isArray(value) ? value : [value];
  for (const [position, one] of values.entries()) {
    const part = isList ? ["value", position] : ["value"];
    const fault = valueFault(field, one, typedText(place, part));
    if (fault) refuse(part, fault);
  }
  return values;
}

/** Why a field does not take a value, which was typed as `typed`; undefined where it does. */
function valueFault(field: Field, value: string | number | boolean, typed = String(value)): string | undefined {
  const written = JSON.stringify(value);
  switch (field.type) {
    case "number":
      return typeof value === "number" ? undefined : `The field ${field.name} holds numbers; ${written} is none.`;
    case "boolean":
      return typeof value === "boolean"
        ? undefined
        : `The field ${field.name} is true or false; ${written} is neither.`;
    case "datetime":
      return typeof value === "string" && dateSpan(value)
        ? undefined
        : `The field ${field.name} holds dates; ${written} is none. Write "2026-05-01" or "2026-05-01T10:30:00Z".`;
    default:
      return typeof value === "string"
        ? undefined
        : `The field ${field.name} holds text; write ${JSON.stringify(typed)} with quotes.`;
  }
}
