import type { Cell } from "./table.ts";

/** Class numbers as names; lists too. -1 is Hugging Face's "no label"; a number without a name stays a number. */
export function withClassNames(cell: Cell, names: readonly string[]): Cell {
  if (Array.isArray(cell)) return cell.map((entry) => withClassNames(entry, names));
  if (typeof cell !== "number") return cell;
  return cell === -1 ? null : (names[cell] ?? cell);
}
