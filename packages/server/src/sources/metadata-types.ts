import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import type { Cell } from "./table.ts";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const LEADING_ZERO = /^[+-]?0\d/;
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}:?\d{2})?)?$/;
const ENUM_VALUES = 50;

/** A number that means the same as its text: finite, no lost digits, no leading zeros (postal codes stay text). */
function parseNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!NUMBER.test(trimmed) || LEADING_ZERO.test(trimmed)) return null;
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return null;
  return /^[+-]?\d+$/.test(trimmed) && !Number.isSafeInteger(value) ? null : value;
}

function parseBoolean(text: string): boolean | null {
  const lower = text.trim().toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : null;
}

/** ISO 8601 date or time as an instant; without a zone it is UTC. Null for what is no real date (2024-02-30). */
function parseInstant(text: string): string | null {
  const parts = INSTANT.exec(text.trim());
  if (!parts) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "0", zone = "Z"] = parts;
  const dayOnly = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(dayOnly.getTime()) || dayOnly.getUTCDate() !== Number(day)) return null;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const instant = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`,
  );
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

export const isMissing = (cell: Cell): cell is null | undefined | "" =>
  cell === null || cell === undefined || cell === "";

/** Text of any cell: structures as JSON, times as ISO 8601. */
export function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (isMissing(cell)) return "";
  if (cell instanceof Date) return cell.toISOString();
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString("base64");
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** What one value could be besides text. */
function kindOf(cell: Exclude<Cell, null | undefined>, isUntyped: boolean): MetadataType {
  if (typeof cell === "number") return "number";
  if (typeof cell === "boolean") return "boolean";
  if (cell instanceof Date) return "datetime";
  if (Array.isArray(cell)) return "strings";
  if (typeof cell !== "string") return "string";
  if (isUntyped && parseNumber(cell) !== null) return "number";
  if (isUntyped && parseBoolean(cell) !== null) return "boolean";
  return parseInstant(cell) !== null ? "datetime" : "string";
}

/** The type that fits every value of a sample: one of the exact types when all agree, `enum` for few repeated texts, else `string`. */
export function inferType(sample: Iterable<Cell>, isUntyped: boolean): MetadataType {
  const kinds = new Set<MetadataType>();
  const distinct = new Set<string>();
  let count = 0;
  for (const cell of sample) {
    if (isMissing(cell)) continue;
    kinds.add(kindOf(cell, isUntyped));
    count++;
    if (distinct.size <= ENUM_VALUES && !Array.isArray(cell)) distinct.add(cellText(cell));
  }
  const [only] = kinds;
  if (kinds.size === 1 && only !== undefined && only !== "string") return only;
  if (kinds.has("strings")) return "strings";
  return count >= 2 && distinct.size <= ENUM_VALUES && distinct.size * 2 <= count ? "enum" : "string";
}

const listOf = (cell: Cell, separator: string | undefined): string[] => {
  if (Array.isArray(cell)) return cell.filter((entry) => !isMissing(entry)).map(cellText);
  const text = cellText(cell);
  return separator === undefined
    ? [text]
    : text
        .split(separator)
        .map((part) => part.trim())
        .filter((part) => part !== "");
};

/** The value as its column's type, null for a missing one, undefined when it contradicts the type. Nothing is rounded or guessed. */
export function coerceMetadata(
  cell: Cell,
  type: MetadataType,
  separator: string | undefined,
): MetadataValue | undefined {
  if (isMissing(cell)) return null;
  switch (type) {
    case "number":
      if (typeof cell === "number") return Number.isFinite(cell) ? cell : undefined;
      return typeof cell === "string" ? (parseNumber(cell) ?? undefined) : undefined;
    case "boolean":
      if (typeof cell === "boolean") return cell;
      return typeof cell === "string" ? (parseBoolean(cell) ?? undefined) : undefined;
    case "datetime":
      if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.toISOString();
      return typeof cell === "string" ? (parseInstant(cell) ?? undefined) : undefined;
    case "strings":
      return listOf(cell, separator);
    default:
      return Array.isArray(cell) && cell.length === 0 ? null : cellText(cell);
  }
}

/** A stored value as another type: a list of one is its entry and the reverse, an empty list is missing. Undefined when it cannot be without loss. */
export function convertMetadata(value: MetadataValue, type: MetadataType): MetadataValue | undefined {
  if (!Array.isArray(value) || type === "strings") return coerceMetadata(value, type, undefined);
  return value.length > 1 ? undefined : coerceMetadata(value[0], type, undefined);
}

/** Labels or tags of a cell: each once, in order, trimmed. */
export function namesOf(cell: Cell, separator: string | undefined): string[] {
  if (isMissing(cell)) return [];
  return [
    ...new Set(
      listOf(cell, separator)
        .map((name) => name.trim())
        .filter((name) => name !== ""),
    ),
  ];
}
