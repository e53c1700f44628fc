import { useCallback, useLayoutEffect, useRef } from "react";
import { showProblem } from "../ui/toast.tsx";
import type { RowSelection } from "./selection.ts";
import { useCatalog } from "./use-catalog-state.ts";

/** Makes the next selection of the one there is when it is called. */
type SelectionChange = (current: () => RowSelection) => RowSelection | Promise<RowSelection>;

/**
 * Changes the selection one step after the other. A step may ask the server first (where a range ends on a row that is not
 * loaded): the keys that are pressed meanwhile wait for it, and none of them is lost.
 */
export function useSelectionChanges(): (change: SelectionChange) => void {
  const { selection, setSelection } = useCatalog();
  const now = useRef({ selection, setSelection });
  useLayoutEffect(() => {
    now.current = { selection, setSelection };
  }, [selection, setSelection]);
  const steps = useRef(Promise.resolve());
  return useCallback((change) => {
    const step = async (): Promise<void> => {
      const next = await change(() => now.current.selection);
      now.current.selection = next;
      now.current.setSelection(next);
    };
    steps.current = steps.current.then(step).catch(showProblem);
  }, []);
}
