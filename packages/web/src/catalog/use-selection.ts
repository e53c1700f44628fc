import type { SelectionStep } from "@pomona/contract/selection";
import { useCallback, useState } from "react";
import { ALL_SELECTED, lastRange, NOTHING_SELECTED, type RowSelection, withKnown } from "./selection.ts";

/** Notes what the server told of some keys; of no use once another range was made. */
export type LearnRows = (asked: RowSelection, keys: readonly string[], selected: readonly string[]) => void;

const STORED_AS = "pomona.selection";

/**
 * The selection of the catalog. Its mode is owned by the address (`isAll`); picked keys and exceptions stay for as long
 * as the tab, also over a reload.
 */
export function useSelection(isAll: boolean, setIsAll: (isAll: boolean) => void) {
  const [kept, setKept] = useState<RowSelection>(readStored);
  const selection = kept.mode === (isAll ? "all" : "some") ? kept : isAll ? ALL_SELECTED : NOTHING_SELECTED;
  const setSelection = useCallback(
    (next: RowSelection) => {
      setKept(next);
      store(next);
      if ((next.mode === "all") !== isAll) setIsAll(next.mode === "all");
    },
    [isAll, setIsAll],
  );
  const learnRows = useCallback<LearnRows>(
    (asked, keys, selected) =>
      setKept((now) => (lastRange(now) === lastRange(asked) ? withKnown(now, keys, selected) : now)),
    [],
  );
  return { selection, setSelection, learnRows };
}

function store(selection: RowSelection): void {
  try {
    sessionStorage.setItem(
      STORED_AS,
      JSON.stringify({ ...selection, include: [...selection.include], exclude: [...selection.exclude], known: [] }),
    );
  } catch {
    // A very large selection may not fit; it then lasts until the next reload.
  }
}

function readStored(): RowSelection {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED_AS) ?? "null") as {
      mode?: string;
      include?: string[];
      exclude?: string[];
      steps?: SelectionStep[];
    } | null;
    if (!stored) return NOTHING_SELECTED;
    return {
      mode: stored.mode === "all" ? "all" : "some",
      include: new Set(stored.include),
      exclude: new Set(stored.exclude),
      steps: stored.steps ?? [],
      known: new Map(),
    };
  } catch {
    return NOTHING_SELECTED;
  }
}
