import { useEffect } from "react";
import { isTyping } from "./is-typing.ts";

/** Ctrl or Cmd + Z undoes, with Shift redoes (so does Ctrl + Y); where text is typed, the keys are the browser's. */
export function useUndoKeys(undo: (() => void) | null, redo: (() => void) | null): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const step = key === "y" || (key === "z" && event.shiftKey) ? redo : key === "z" ? undo : undefined;
      if (step === undefined) return;
      event.preventDefault();
      step?.();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [undo, redo]);
}
