import type { Filter } from "@pomona/contract/filter";
import { isOfField } from "./filter-parts.ts";

/** Both ends included; an end that is absent is open. */
export interface Range {
  low?: number;
  high?: number;
}

const isRangeOfFunction = (part: Filter, name: string): boolean =>
  "function" in part && part.function === name && part.op !== "exists" && part.op !== "unscored";

export function readFunctionRange(parts: readonly Filter[], name: string): Range {
  return rangeOf(
    parts.filter((part) => isRangeOfFunction(part, name)),
    Number,
  );
}

export function writeFunctionRange(parts: readonly Filter[], name: string, range: Range): Filter[] {
  const others = parts.filter((part) => !isRangeOfFunction(part, name));
  const { low, high } = range;
  if (low !== undefined && high !== undefined)
    return [...others, { function: name, op: "between", value: [low, high] }];
  if (low !== undefined) return [...others, { function: name, op: ">=", value: low }];
  if (high !== undefined) return [...others, { function: name, op: "<=", value: high }];
  return others;
}

/** Range of a number or date field; dates are milliseconds since 1970. */
export function readFieldRange(parts: readonly Filter[], field: string): Range {
  return rangeOf(
    parts.filter((part) => isOfField(part, field)),
    toNumber,
  );
}

export function writeFieldRange(
  parts: readonly Filter[],
  field: { name: string; isDate: boolean },
  range: Range,
): Filter[] {
  const others = parts.filter((part) => !isOfField(part, field.name));
  const print = (value: number) => (field.isDate ? new Date(value).toISOString() : value);
  const { low, high } = range;
  if (low !== undefined && high !== undefined)
    return [...others, { field: field.name, op: "between", value: [print(low), print(high)] }];
  if (low !== undefined) return [...others, { field: field.name, op: ">=", value: print(low) }];
  if (high !== undefined) return [...others, { field: field.name, op: "<=", value: print(high) }];
  return others;
}

const toNumber = (value: unknown): number => (typeof value === "string" ? Date.parse(value) : Number(value));

function rangeOf(parts: readonly Filter[], read: (value: unknown) => number): Range {
  const range: Range = {};
  for (const part of parts) {
    if (!("op" in part) || !("value" in part)) continue;
    const [first, second] = Array.isArray(part.value) ? part.value : [part.value];
    if (part.op === "between") Object.assign(range, { low: read(first), high: read(second) });
    else if (part.op === ">=" || part.op === ">") range.low = read(first);
    else if (part.op === "<=" || part.op === "<") range.high = read(first);
  }
  return range;
}

/** Conditions of other functions and fields: what the counts beside this control follow. */
export const withoutFunction = (parts: readonly Filter[], name: string): Filter[] =>
  parts.filter((part) => !isRangeOfFunction(part, name));
