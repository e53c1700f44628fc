import type { Row } from "@pomona/contract/rows";
import { useQueryClient } from "@tanstack/react-query";
import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { keyAtPosition, positionQuery } from "../../api/catalog-rows.ts";
import { selectBetween } from "../../catalog/select-between.ts";
import { ALL_SELECTED, isEmptySelection, isSelected, NOTHING_SELECTED, toggleRow } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import type { RowPages } from "../../catalog/use-row-pages.ts";
import { showProblem } from "../../ui/toast.tsx";
import { moveOfKey, type RowMove } from "./row-moves.ts";

interface RowsView {
  pages: RowPages;
  /** The element with the rows; it takes the focus while the active row is not loaded. */
  rowsElement: RefObject<HTMLElement | null>;
  /** Where a key takes the active row. */
  move: (position: number, move: RowMove) => number;
  /** Scrolls so that the row is on the screen. */
  reveal: (position: number) => void;
}

/** The active row of a view, and what keys and clicks do: move, select (with Shift a range), open. */
export function useRowNavigation({ pages, rowsElement, move, reveal }: RowsView) {
  const client = useQueryClient();
  const { patchSearch, selection, setSelection } = useCatalog();
  const [active, setActive] = useState(0);
  const focusing = useRef<number | null>(null);
  const rangeStart = useRef<number | null>(null);
  const goTo = (position: number): void => {
    if (pages.total === 0) return;
    setActive(position);
    focusing.current = position;
    reveal(position);
    rowsElement.current?.focus({ preventScroll: true });
  };
  // The row may be drawn, or loaded, only later.
  useLayoutEffect(() => {
    if (focusing.current === null) return;
    const element = rowsElement.current?.querySelector<HTMLElement>(`[data-position="${focusing.current}"]`);
    if (!element) return;
    const wanted = focusing.current;
    focusing.current = null;
    element.focus({ preventScroll: true });
    reveal(wanted);
  });
  const open = useCallback(
    (row: Row, position: number) => {
      client.setQueryData(positionQuery(pages.query, row.key).queryKey, position);
      patchSearch({ row: row.key });
    },
    [client, pages.query, patchSearch],
  );
  const endAt = async (position: number) => {
    const key = pages.rowAt(position)?.key ?? (await keyAtPosition(pages.query, position));
    return { key, position };
  };
  const selectRange = async (first: number, last: number): Promise<void> => {
    const [from, to] = [await endAt(first), await endAt(last)];
    const isOn = isEmptySelection(selection) || isSelected(selection, from.key);
    setSelection(selectBetween(selection, pages.query, { from, to, isOn, rowAt: pages.rowAt }));
  };
  const click = (event: MouseEvent): void => {
    const { position, part } = pressed(event);
    const row = position === null ? undefined : pages.rowAt(position);
    if (!row || position === null) return;
    setActive(position);
    if (part === "open") open(row, position);
    else if (event.shiftKey && rangeStart.current !== null)
      void selectRange(rangeStart.current, position).catch(showProblem);
    else setSelection(toggleRow(selection, row.key));
    if (part !== "open") rangeStart.current = position;
  };
  const doubleClick = (event: MouseEvent): void => {
    const { position, part } = pressed(event);
    const row = position === null ? undefined : pages.rowAt(position);
    if (row && position !== null && part === null) open(row, position);
  };
  const keyDown = (event: KeyboardEvent): void => {
    if ((event.target as HTMLElement).closest("input, select, textarea")) return;
    const row = pages.rowAt(active);
    const step = moveOfKey(event);
    if (step) {
      const next = move(active, step);
      if (event.shiftKey) void selectRange(active, next).catch(showProblem);
      rangeStart.current = next;
      goTo(next);
    } else if (event.key === "Enter" && row) open(row, active);
    else if (event.key === " " && row) setSelection(toggleRow(selection, row.key));
    else if (event.key.toLowerCase() === "a" && (event.metaKey || event.ctrlKey)) setSelection(ALL_SELECTED);
    else if (event.key === "Escape" && !isEmptySelection(selection)) setSelection(NOTHING_SELECTED);
    else return;
    event.preventDefault();
  };
  return { active, setActive, goTo, handlers: { onClick: click, onDoubleClick: doubleClick, onKeyDown: keyDown } };
}

/** The row that was pressed, and the button of it, or null for the row itself. */
function pressed(event: MouseEvent): { position: number | null; part: string | null } {
  const target = event.target as HTMLElement;
  const position =
    target.closest<HTMLElement>("[data-position]") ??
    target.closest("[role=row]")?.querySelector<HTMLElement>("[data-position]");
  return {
    position: position?.dataset.position === undefined ? null : Number(position.dataset.position),
    part: target.closest<HTMLElement>("[data-part]")?.dataset.part ?? null,
  };
}
