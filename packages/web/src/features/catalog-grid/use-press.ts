import type { Row } from "@pomona/contract/rows";
import { type MouseEvent, useRef } from "react";
import { type RangeEnd, selectBetween } from "../../catalog/select-between.ts";
import { isSelected, toggleRow } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";

/** What a click in the grid does: select, with Shift a range; a double click, or the tile's own button, opens. */
export function usePress(rows: readonly Row[], setActive: (index: number) => void, open: (row: Row) => void) {
  const { selection, setSelection, query } = useCatalog();
  const rangeStart = useRef<RangeEnd | null>(null);
  const click = (event: MouseEvent): void => {
    const { row, index, part } = pressedTile(event, rows);
    if (!row) return;
    setActive(index);
    if (part === "open") {
      open(row);
      return;
    }
    const from = rangeStart.current;
    const to = { key: row.key, position: index };
    if (event.shiftKey && from !== null) {
      const isOn = isSelected(selection, from.key);
      setSelection(selectBetween(selection, query, { from, to, isOn, rowAt: (position) => rows[position] }));
    } else setSelection(toggleRow(selection, row.key));
    rangeStart.current = to;
  };
  const doubleClick = (event: MouseEvent): void => {
    const { row, part } = pressedTile(event, rows);
    if (row && part === null) open(row);
  };
  return { click, doubleClick };
}

interface PressedTile {
  row: Row | undefined;
  index: number;
  /** The button of the tile that was pressed; null for the tile itself. */
  part: string | null;
}

function pressedTile(event: MouseEvent, rows: readonly Row[]): PressedTile {
  const target = event.target as HTMLElement;
  const index = Number(target.closest<HTMLElement>("[data-index]")?.dataset.index ?? -1);
  return { row: rows[index], index, part: target.closest<HTMLElement>("[data-part]")?.dataset.part ?? null };
}
