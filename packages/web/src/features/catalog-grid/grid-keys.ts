import type { Row } from "@pomona/contract/rows";
import type { KeyboardEvent } from "react";
import type { CatalogQuery } from "../../catalog/catalog-query.ts";
import { type RangeEnd, selectBetween } from "../../catalog/select-between.ts";
import {
  ALL_SELECTED,
  isEmptySelection,
  isSelected,
  NOTHING_SELECTED,
  type RowSelection,
  toggleRow,
} from "../../catalog/selection.ts";
import { type GridMove, moveActive } from "./grid-layout.ts";

const MOVES: Record<string, GridMove> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "start",
  End: "end",
  PageUp: "page-up",
  PageDown: "page-down",
};

export interface GridKeys {
  rows: readonly Row[];
  query: CatalogQuery;
  active: number;
  columns: number;
  linesPerPage: number;
  selection: RowSelection;
  setSelection: (selection: RowSelection) => void;
  goTo: (index: number) => void;
  open: (row: Row) => void;
}

/** What the grid does with a key; true when it took it. */
export function handleGridKey(event: KeyboardEvent, grid: GridKeys): boolean {
  const { rows, active, selection, setSelection } = grid;
  const row = rows[active];
  const move = MOVES[event.key];
  if (move) {
    const next = moveActive(active, move, {
      columns: grid.columns,
      rowCount: rows.length,
      linesPerPage: grid.linesPerPage,
    });
    const target = rows[next];
    if (event.shiftKey && row && target)
      setSelection(extend(grid, { key: row.key, position: active }, { key: target.key, position: next }));
    grid.goTo(next);
    return true;
  }
  if (event.key === "Enter" && row) grid.open(row);
  else if (event.key === " " && row) setSelection(toggleRow(selection, row.key));
  else if (event.key.toLowerCase() === "a" && (event.metaKey || event.ctrlKey)) setSelection(ALL_SELECTED);
  else if (event.key === "Escape" && !isEmptySelection(selection)) setSelection(NOTHING_SELECTED);
  else return false;
  return true;
}

function extend({ rows, selection, query }: GridKeys, from: RangeEnd, to: RangeEnd): RowSelection {
  const isOn = isEmptySelection(selection) || isSelected(selection, from.key);
  return selectBetween(selection, query, { from, to, isOn, rowAt: (position) => rows[position] });
}
