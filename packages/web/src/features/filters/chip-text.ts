import type { FieldCondition, Filter } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import { copy } from "../../copy.ts";
import { formatDay, formatNumber, formatScore } from "../../ui/format.ts";
import { fieldTitle } from "./field-title.ts";

const SHOWN_VALUES = 3;

/** A condition in a few words: "label: Apple, Pear". What has no short form is shown as filter text. */
export function chipText(part: Filter): string {
  if ("not" in part && "field" in part.not) {
    if (part.not.op === "exists") return `${fieldTitle(part.not.field)}: ${copy.noValue}`;
    if (part.not.op === "=" || part.not.op === "in")
      return `${fieldTitle(part.not.field)}: ${copy.notValue(valueText(part.not))}`;
  }
  if ("field" in part) return fieldText(part);
  if ("function" in part && part.op !== "exists" && part.op !== "unscored" && part.value !== undefined) {
    const [low, high] = [part.value].flat();
    const text =
      part.op === "between"
        ? `${formatScore(low ?? 0)} – ${formatScore(high ?? 0)}`
        : `${part.op.replace(">=", "≥").replace("<=", "≤")} ${formatScore(low ?? 0)}`;
    return `${part.function} ${text}`;
  }
  if ("embedding" in part && part.op !== "!=") return `${part.embedding}: ${[part.value].flat().join(", ")}`;
  return printFilter(part);
}

function fieldText(condition: FieldCondition): string {
  const title = fieldTitle(condition.field);
  if (condition.op === "exists") return copy.hasField(title);
  if (condition.op === "=" || condition.op === "in") return `${title}: ${valueText(condition)}`;
  if (condition.op === "between") return `${title} ${valueText(condition, " – ")}`;
  const symbols: Record<string, string> = { ">=": "≥", "<=": "≤", "!=": "≠" };
  return `${title} ${symbols[condition.op] ?? condition.op} ${valueText(condition)}`;
}

function valueText({ value }: FieldCondition, separator = ", "): string {
  const values = [value].flat().map((one) => {
    if (typeof one === "number") return formatNumber(one);
    if (typeof one === "string" && /^\d{4}-\d\d-\d\dT/.test(one)) return formatDay(Date.parse(one));
    return String(one);
  });
  const rest = values.length - SHOWN_VALUES;
  return values.slice(0, SHOWN_VALUES).join(separator) + (rest > 0 ? copy.andMore(rest) : "");
}
