import type { SelectionStep } from "@pomona/contract/selection";
import { useCallback, useState } from "react";
import { ALL_SELECTED, lastRange, NOTHING_SELECTED, type RowSelection, withKnown } from "./selection.ts";

/** Notes what the server told of some keys; of no use once another range was made. */
export type LearnRows = (asked: RowSelection, keys: readonly string[], selected: readonly string[]) => void;

const STORED_AS = "pomona.selection";

/** What is kept: "everything in the filter, except" holds for the filter that it was made under. */
interface Kept {
  selection: RowSelection;
  filter: string;
}

/**
 * The selection of the catalog. Its mode is owned by the address (`isAll`); picked keys and exceptions stay for as long
 * as the tab, also over a reload, exceptions only under the same `filter`.
 */
export function useSelection(filter: string, isAll: boolean, setIsAll: (isAll: boolean) => void) {
  const [kept, setKept] = useState<Kept>(readStored);
  const isKept = kept.selection.mode === (isAll ? "all" : "some") && (!isAll || kept.filter === filter);
  const selection = isKept ? kept.selection : isAll ? ALL_SELECTED : NOTHING_SELECTED;
  const setSelection = useCallback(
    (next: RowSelection) => {
      setKept({ selection: next, filter });
      store({ selection: next, filter });
      if ((next.mode === "all") !== isAll) setIsAll(next.mode === "all");
    },
    [filter, isAll, setIsAll],
  );
  const learnRows = useCallback<LearnRows>(
    (asked, keys, selected) =>
      setKept((now) =>
        lastRange(now.selection) === lastRange(asked)
          ? { ...now, selection: withKnown(now.selection, keys, selected) }
          : now,
      ),
    [],
  );
  return { selection, setSelection, learnRows };
}

function store({ selection, filter }: Kept): void {
  const { include, exclude } = selection;
  try {
    sessionStorage.setItem(
      STORED_AS,
      JSON.stringify({ ...selection, include: [...include], exclude: [...exclude], known: [], filter }),
    );
  } catch {
    // A very large selection may not fit; it then lasts until the next reload.
  }
}

function readStored(): Kept {
  const nothing: Kept = { selection: NOTHING_SELECTED, filter: "" };
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED_AS) ?? "null") as {
      mode?: string;
      include?: string[];
      exclude?: string[];
      steps?: SelectionStep[];
      filter?: string;
    } | null;
    if (!stored) return nothing;
    const selection: RowSelection = {
      mode: stored.mode === "all" ? "all" : "some",
      include: new Set(stored.include),
      exclude: new Set(stored.exclude),
      steps: stored.steps ?? [],
      known: new Map(),
    };
    return { selection, filter: stored.filter ?? "" };
  } catch {
    return nothing;
  }
}
