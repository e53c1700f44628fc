import { Problem } from "@pomona/contract/problems";
import type { Cell, TableColumn } from "./table.ts";

const KEY_NAMES = ["key", "global_key", "globalkey", "id", "path", "file", "filename", "file_name"];
const VECTOR_NAMES = ["vector", "embedding", "embeddings", "vectors", "features", "emb"];
const NUMBERED = /^([A-Za-z_.-]*?)[_.-]?(\d+)$/;

const position = (columns: readonly TableColumn[], name: string): number =>
  columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());

function firstOf(columns: readonly TableColumn[], names: readonly string[]): number {
  for (const name of names) {
    const at = position(columns, name);
    if (at >= 0) return at;
  }
  return -1;
}

const missing = (what: string, columns: readonly TableColumn[]): Problem =>
  new Problem("source-unusable", {
    detail: `There is no ${what}. The columns are: ${columns
      .slice(0, 20)
      .map((column) => column.name)
      .join(", ")}${columns.length > 20 ? "…" : ""}.`,
    fields: { columns: columns.slice(0, 100).map((column) => column.name) },
  });

/** Position of the key column: the named one; for the default name also `id`, `path` and the like. */
export function keyPosition(columns: readonly TableColumn[], asked: string): number {
  const exact = position(columns, asked);
  if (exact >= 0) return exact;
  const guess = asked === "key" ? firstOf(columns, KEY_NAMES) : -1;
  if (guess >= 0) return guess;
  if (columns.length === 1 && asked === "key") return 0;
  throw missing(`key column "${asked}"; name it with --key`, columns);
}

/** Numbered columns of one prefix (`v0`, `d1`, `dim_2`), in number order; the largest such group of at least two. */
function numberedColumns(columns: readonly TableColumn[], exclude: number): number[] {
  const groups = new Map<string, { at: number; number: number }[]>();
  columns.forEach((column, at) => {
    const match = at === exclude ? null : NUMBERED.exec(column.name);
    if (!match) return;
    const group = groups.get(match[1] ?? "") ?? [];
    group.push({ at, number: Number(match[2]) });
    groups.set(match[1] ?? "", group);
  });
  const largest = [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  return largest.length < 2 ? [] : largest.sort((a, b) => a.number - b.number).map((entry) => entry.at);
}

/** Where a record's vector is: one column of lists, or one column per dimension. */
export function vectorPositions(
  columns: readonly TableColumn[],
  asked: string,
  key: number,
): { list: number } | { numbered: number[] } {
  const exact = position(columns, asked);
  if (exact >= 0) return { list: exact };
  if (asked === "vector") {
    const guess = firstOf(columns, VECTOR_NAMES);
    if (guess >= 0) return { list: guess };
    const numbered = numberedColumns(columns, key);
    if (numbered.length > 0) return { numbered };
  }
  throw missing(`vector column "${asked}" and no numbered columns (v0, v1, …); name it with --vector-column`, columns);
}

const numberOf = (cell: Cell): number =>
  typeof cell === "number" ? cell : typeof cell === "string" && cell.trim() !== "" ? Number(cell) : Number.NaN;

/** Text that stands for a number which is none. */
const NO_NUMBER = /^([+-]?(nan|inf(inity)?)|null|none)$/i;

/** The numbers of a cell: a list, or its text (`[1, 2]`, `1 2`, `1;2`). Null when it is neither; what is no number becomes NaN. */
export function cellVector(cell: Cell): number[] | null {
  if (Array.isArray(cell)) {
    const numbers = new Array<number>(cell.length);
    for (let i = 0; i < cell.length; i++) numbers[i] = numberOf(cell[i]);
    return numbers;
  }
  if (typeof cell !== "string") return null;
  const text = cell.trim().replace(/^[[(]\s*|\s*[\])]$/g, "");
  if (text === "") return null;
  const parts = text.split(/\s*[,;\s]\s*/);
  const numbers = parts.map(numberOf);
  return parts.some((part, i) => !Number.isNaN(numbers[i]) || NO_NUMBER.test(part)) ? numbers : null;
}
