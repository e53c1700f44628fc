import type { Row } from "@pomona/contract/rows";
import { useQueryClient } from "@tanstack/react-query";
import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { keyAtPosition, positionQuery } from "../../api/catalog-rows.ts";
import type { CatalogQuery } from "../../catalog/catalog-query.ts";
import { selectBetween } from "../../catalog/select-between.ts";
import { ALL_SELECTED, isEmptySelection, isSelected, NOTHING_SELECTED, toggleRow } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import type { RowPages } from "../../catalog/use-row-pages.ts";
import { useSelectionChanges } from "../../catalog/use-selection-changes.ts";
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
  const { patchSearch, selection } = useCatalog();
  const changeSelection = useSelectionChanges();
  const [active, setActive] = useState(0);
  const focusing = useRef<number | null>(null);
  // In another result the same position is another row.
  const rangeStart = useRef<{ query: CatalogQuery; position: number } | null>(null);
  const startRangeAt = (position: number): void => {
    rangeStart.current = { query: pages.query, position };
  };
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
  const selectRange = (first: number, last: number): void =>
    changeSelection(async (current) => {
      const [from, to] = await Promise.all([endAt(first), endAt(last)]);
      const now = current();
      const isOn = isEmptySelection(now) || isSelected(now, from.key);
      return selectBetween(now, pages.query, { from, to, isOn, rowAt: pages.rowAt });
    });
  const toggle = (row: Row): void => changeSelection((current) => toggleRow(current(), row.key));
  const click = (event: MouseEvent): void => {
    const { position, part } = pressed(event);
    const row = position === null ? undefined : pages.rowAt(position);
    if (!row || position === null) return;
    setActive(position);
    const start = rangeStart.current;
    if (part === "open") open(row, position);
    else if (event.shiftKey && start?.query === pages.query) selectRange(start.position, position);
    else toggle(row);
    if (part !== "open") startRangeAt(position);
  };
  const doubleClick = (event: MouseEvent): void => {
    const { position, part } = pressed(event);
    const row = position === null ? undefined : pages.rowAt(position);
    if (row && position !== null && part === null) open(row, position);
  };
  const press = (event: PressedKey): void => {
    const target = event.target as HTMLElement;
    if (target.closest("input, select, textarea")) return;
    const position = pressed(event).position ?? active;
    const row = pages.rowAt(position);
    const step = moveOfKey(event);
    const isOnHead = target.closest("[role=columnheader]") !== null;
    if (step) {
      const next = move(position, step);
      if (event.shiftKey) selectRange(position, next);
      startRangeAt(next);
      goTo(next);
    } else if (event.key === "Enter" && row && !isOnHead) open(row, position);
    else if (event.key === " " && row && !isOnHead) {
      toggle(row);
      startRangeAt(position);
    } else if (event.key.toLowerCase() === "a" && (event.metaKey || event.ctrlKey)) changeSelection(() => ALL_SELECTED);
    else if (event.key === "Escape" && !isEmptySelection(selection)) changeSelection(() => NOTHING_SELECTED);
    else return;
    event.preventDefault();
  };
  useKeysOfPage(press, rowsElement);
  return { active, setActive, goTo, handlers: { onClick: click, onDoubleClick: doubleClick, onKeyDown: press } };
}

type PressedKey = Pick<
  KeyboardEvent,
  "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey" | "target" | "preventDefault"
>;

/** Takes the keys that are pressed while nothing has the focus, as on a page that has just come; not below a dialog. */
function useKeysOfPage(press: (event: PressedKey) => void, rowsElement: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const pressOnPage = (event: globalThis.KeyboardEvent): void => {
      const isCovered = rowsElement.current?.closest("[inert], [aria-hidden=true]") !== null;
      if (event.target === document.body && !event.defaultPrevented && !isCovered) press(event as PressedKey);
    };
    window.addEventListener("keydown", pressOnPage);
    return () => window.removeEventListener("keydown", pressOnPage);
  });
}

/** The row that was pressed, and the button of it, or null for the row itself. */
function pressed(event: Pick<MouseEvent, "target">): { position: number | null; part: string | null } {
  const target = event.target as HTMLElement;
  const position =
    target.closest<HTMLElement>("[data-position]") ??
    target.closest("[role=row]")?.querySelector<HTMLElement>("[data-position]");
  return {
    position: position?.dataset.position === undefined ? null : Number(position.dataset.position),
    part: target.closest<HTMLElement>("[data-part]")?.dataset.part ?? null,
  };
}
