import { InvalidArgumentError } from "commander";

/** Readers of option values; each throws `InvalidArgumentError` with what was wrong. */
export const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

export function wholeNumber(low: number, high = Number.MAX_SAFE_INTEGER): (value: string) => number {
  return (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (Number.isNaN(number) || number < low || number > high) {
      throw new InvalidArgumentError(
        high === Number.MAX_SAFE_INTEGER
          ? `Give a whole number from ${low}.`
          : `Give a whole number from ${low} to ${high}.`,
      );
    }
    return number;
  };
}

export function numberBetween(low: number, high: number): (value: string) => number {
  return (value) => {
    const number = value.trim() === "" ? Number.NaN : Number(value);
    if (!(number >= low && number <= high)) throw new InvalidArgumentError(`Give a number from ${low} to ${high}.`);
    return number;
  };
}

/** A number of any size. */
export function anyNumber(value: string): number {
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw new InvalidArgumentError("Give a number.");
  return number;
}

/** Collects `NAME=VALUE` pairs. */
export function collectPair(value: string, before: Record<string, string> | undefined): Record<string, string> {
  const split = value.indexOf("=");
  if (split < 1) throw new InvalidArgumentError("Give NAME=VALUE.");
  return { ...before, [value.slice(0, split)]: value.slice(split + 1) };
}

export function listOf(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** The entries that are given, so that optional fields stay absent instead of undefined. */
export function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
