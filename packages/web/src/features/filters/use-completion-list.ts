import { useState } from "react";
import { useFilterChoices } from "./use-filter-choices.ts";

/** The choices at the caret while the list is open; arrows go through them and open it. */
export function useCompletionList(text: string) {
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const { completion, choices } = useFilterChoices(text, caret);
  return {
    completion,
    choices,
    active,
    open: (at: number): void => {
      setCaret(at);
      setActive(-1);
    },
    close: (): void => setCaret(null),
    move: (by: 1 | -1, at: number): void => {
      if (caret === null) setCaret(at);
      const count = Math.max(1, choices.length);
      setActive(active < 0 && by < 0 ? count - 1 : (active + by + count) % count);
    },
  };
}
