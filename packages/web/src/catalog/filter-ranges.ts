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

export const readFieldRange = (parts: readonly Filter[], field: string): Range =>
  rangeOf(
    parts.filter((part) => isOfField(part, field)),
    Number,
  );

export const writeFieldRange = (parts: readonly Filter[], field: string, { low, high }: Range): Filter[] =>
  withFieldRange(parts, field, low, high);

/** A range of dates as it is written, each end for the whole span that it names. */
export interface DateRange {
  low?: string;
  high?: string;
}

export function readDateRange(parts: readonly Filter[], field: string): DateRange {
  const range: DateRange = {};
  for (const part of parts) {
    if (!("field" in part) || part.field !== field || part.value === undefined) continue;
    const [first, second] = [part.value].flat().map(String);
    if (part.op === "between") Object.assign(range, { low: first, high: second });
    else if (part.op === "=") Object.assign(range, { low: first, high: first });
    else if (part.op === ">=") Object.assign(range, { low: first });
    else if (part.op === "<=") Object.assign(range, { high: first });
  }
  return range;
}

export const writeDateRange = (parts: readonly Filter[], field: string, { low, high }: DateRange): Filter[] =>
  withFieldRange(parts, field, low, high);

function withFieldRange<T extends string | number>(
  parts: readonly Filter[],
  field: string,
  low: T | undefined,
  high: T | undefined,
): Filter[] {
  const others = parts.filter((part) => !isOfField(part, field));
  if (low !== undefined && high !== undefined) return [...others, { field, op: "between", value: [low, high] }];
  if (low !== undefined) return [...others, { field, op: ">=", value: low }];
  if (high !== undefined) return [...others, { field, op: "<=", value: high }];
  return others;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const isoText = (ms: number, length: number): string => new Date(ms).toISOString().slice(0, length);

/** The shortest date text whose span begins at a whole minute (UTC). */
export const textOfStart = (ms: number): string => isoText(ms, ms % DAY_MS === 0 ? 10 : 16);
/** The date text whose span ends at a whole minute (UTC): the day or the minute before it. */
export const textOfEnd = (ms: number): string =>
  ms % DAY_MS === 0 ? isoText(ms - DAY_MS, 10) : isoText(ms - MINUTE_MS, 16);

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
