import { copy } from "../../copy.ts";

const FEW_DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

/** What a figure of a version is called; one that has no words keeps its name. */
export const figureName = (name: string): string =>
  (copy.learn.versionFigures as Readonly<Record<string, string>>)[name] ?? name;

/** A figure of a version as a reader takes it in: an estimate with its interval, parts by their names. */
export function figureText(value: unknown): string {
  if (value === null || value === undefined) return copy.learn.notKnown;
  if (typeof value === "number") return FEW_DIGITS.format(value);
  if (Array.isArray(value)) return value.map(figureText).join(", ");
  if (typeof value !== "object") return String(value);
  if (isEstimate(value))
    return `${figureText(value.value)} (${copy.learn.interval(figureText(value.low), figureText(value.high))})`;
  if ("function" in value && "weight" in value)
    return value.weight === 1
      ? figureText(value.function)
      : `${figureText(value.function)} × ${figureText(value.weight)}`;
  return Object.entries(value)
    .map(([name, one]) => `${name} ${figureText(one)}`)
    .join(", ");
}

const isEstimate = (value: object): value is { value: unknown; low: unknown; high: unknown } =>
  "value" in value && "low" in value && "high" in value;
