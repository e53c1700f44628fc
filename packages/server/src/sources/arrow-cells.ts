import { type DataType, type Float, Precision, Type, type Vector } from "apache-arrow";
import { integerCell, numberCells } from "./duckdb-cells.ts";
import type { Cell } from "./table.ts";

interface Entries {
  toJSON(): Record<string, unknown>;
}

const isVector = (value: unknown): value is Vector =>
  typeof value === "object" && value !== null && "getChildAt" in value && "get" in value;

/** Whether a list of that type has its numbers in a Float32Array or Float64Array. */
const isPlainFloat = (type: DataType): boolean =>
  type.typeId === Type.Float && (type as Float).precision !== Precision.HALF;

/** A value of an Arrow column as a cell. Times come as milliseconds and lose what is finer. */
export function arrowCell(value: unknown, type: DataType): Cell {
  if (value === null || value === undefined) return null;
  if (type.typeId === Type.Dictionary)
    return arrowCell(value, (type as unknown as { dictionary: DataType }).dictionary);
  if (type.typeId === Type.Timestamp || type.typeId === Type.Date)
    return value instanceof Date ? value : new Date(Number(value));
  if (typeof value === "bigint") return integerCell(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Date) return value;
  if (isVector(value)) {
    const inner = type.children[0]?.type as DataType;
    if (isPlainFloat(inner) && value.nullCount === 0)
      return numberCells(value.toArray() as Float32Array | Float64Array);
    return Array.from({ length: value.length }, (_, at) => arrowCell(value.get(at), inner));
  }
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return String(value);
  if (typeof value === "object" && "toJSON" in value) {
    const fields = new Map(type.children.map((child) => [child.name, child.type]));
    return Object.fromEntries(
      Object.entries((value as Entries).toJSON()).map(([name, entry]) => [
        name,
        arrowCell(entry, fields.get(name) ?? type),
      ]),
    );
  }
  return String(value);
}
