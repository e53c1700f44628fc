import type { KeyboardEvent } from "react";

/** Where a key takes the active row. */
export type RowMove = "left" | "right" | "up" | "down" | "start" | "end" | "page-up" | "page-down";

const MOVES: Record<string, RowMove> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "start",
  End: "end",
  PageUp: "page-up",
  PageDown: "page-down",
};

export const moveOfKey = (event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): RowMove | undefined =>
  event.ctrlKey || event.metaKey || event.altKey ? undefined : MOVES[event.key];

/** Steps in a list of one row a line; it stays inside the rows there are. */
export function stepInList(position: number, move: RowMove, list: { rowCount: number; rowsPerScreen: number }): number {
  const steps: Record<RowMove, number> = {
    left: position,
    right: position,
    up: position - 1,
    down: position + 1,
    start: 0,
    end: list.rowCount - 1,
    "page-up": position - list.rowsPerScreen,
    "page-down": position + list.rowsPerScreen,
  };
  return Math.max(0, Math.min(list.rowCount - 1, steps[move]));
}
