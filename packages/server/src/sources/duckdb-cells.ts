import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { Cell } from "./table.ts";

/** An integer as a number, or as its digits when float64 would round it. */
export const integerCell = (value: bigint): number | string =>
  value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value.toString();

/** Numbers as cells: what is not finite, as its name. Lists of them are long (vectors), so that this is a plain loop. */
export function numberCells(numbers: ArrayLike<number>): Cell[] {
  const cells = new Array<Cell>(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    cells[i] = Number.isFinite(number) ? number : String(number);
  }
  return cells;
}

function isNumbers(items: readonly DuckDBValue[]): items is readonly number[] {
  for (let i = 0; i < items.length; i++) if (typeof items[i] !== "number") return false;
  return true;
}

const DAY_MS = 86_400_000;

function timeCell(value: DuckDBValue): Date | null {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return new Date(Number(value.micros / 1000n));
  if (value instanceof DuckDBDateValue) return new Date(value.days * DAY_MS);
  if (value instanceof DuckDBTimestampMillisecondsValue) return new Date(Number(value.millis));
  if (value instanceof DuckDBTimestampSecondsValue) return new Date(Number(value.seconds) * 1000);
  if (value instanceof DuckDBTimestampNanosecondsValue) return new Date(Number(value.nanos / 1_000_000n));
  return null;
}

/** A value of DuckDB as a cell. Times lose what is finer than a millisecond. */
export function duckdbCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return integerCell(value);
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return isNumbers(value.items) ? numberCells(value.items) : value.items.map(duckdbCell);
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, duckdbCell(entry)]));
  if (value instanceof DuckDBMapValue)
    return Object.fromEntries(value.entries.map((entry) => [String(entry.key), duckdbCell(entry.value)]));
  if (value instanceof DuckDBDecimalValue) {
    const text = value.toString();
    return value.value >= -9007199254740991n && value.value <= 9007199254740991n ? Number(text) : text;
  }
  return timeCell(value) ?? String(value);
}
