import { styleText } from "node:util";
import { displayWidth, oneLine, truncate } from "./width.ts";

export interface Column<T> {
  title: string;
  value: (row: T, position: number) => string;
  align?: "left" | "right";
  /** Cut first where the terminal is too narrow. */
  shrinks?: boolean;
}

export interface TableOptions {
  columns: number | null;
  hasColours: boolean;
}

const GAP = 2;
const NARROWEST = 8;

/** Rows as aligned columns under their titles, cut with `…` to the width of the terminal; no rows give an empty text. */
export function renderTable<T>(rows: readonly T[], columns: readonly Column<T>[], options: TableOptions): string {
  if (rows.length === 0) return "";
  const cells = rows.map((row, position) => columns.map((column) => oneLine(column.value(row, position))));
  const widths = fit(columns, cells, options.columns);
  const line = (texts: readonly string[]): string => {
    const padded = texts.map((text, position) => pad(text, widths[position] ?? 0, columns[position]?.align ?? "left"));
    const whole = padded.join(" ".repeat(GAP)).trimEnd();
    return options.columns === null ? whole : truncate(whole, options.columns);
  };
  const titles = line(columns.map((column) => column.title));
  const head = options.hasColours ? styleText("bold", titles, { validateStream: false }) : titles;
  return [head, ...cells.map(line)].join("\n");
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const cut = truncate(text, width);
  const space = " ".repeat(Math.max(0, width - displayWidth(cut)));
  return align === "right" ? space + cut : cut + space;
}

function fit<T>(columns: readonly Column<T>[], cells: readonly string[][], limit: number | null): number[] {
  const widths = columns.map((column, position) =>
    Math.max(displayWidth(column.title), ...cells.map((line) => displayWidth(line[position] ?? ""))),
  );
  if (limit === null) return widths;
  const shrinkable = columns.flatMap((column, position) => (column.shrinks ? [position] : []));
  for (let excess = total(widths) - limit; excess > 0; excess = total(widths) - limit) {
    const widest = shrinkable.reduce(
      (best, position) => ((widths[position] ?? 0) > (widths[best] ?? 0) ? position : best),
      shrinkable[0] ?? -1,
    );
    const second = Math.max(
      NARROWEST,
      ...shrinkable.filter((position) => position !== widest).map((position) => widths[position] ?? 0),
    );
    const width = widths[widest];
    if (width === undefined || width <= NARROWEST) break;
    widths[widest] = Math.max(NARROWEST, width - Math.max(1, Math.min(excess, width - second)));
  }
  return widths;
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
