import type { ReviewAnswer } from "@pomona/contract/reviews";
import { useEffect, useRef } from "react";
import { isTyping } from "../../catalog/is-typing.ts";

interface ReviewKeys {
  answer: (answer: ReviewAnswer) => void;
  undo: () => void;
}

/** After G comes the letter of a page, for as long as pairs of keys are waited for. */
const PAIR_MS = 1500;

/** Y, N, S answer and U takes back; not while something is typed or a dialog is open. */
export function useReviewKeys(keys: ReviewKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let pairUntilMs = 0;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTaken(event.target)) return;
      const isPair = event.timeStamp < pairUntilMs;
      const key = event.key.toLowerCase();
      pairUntilMs = key === "g" && !isPair ? event.timeStamp + PAIR_MS : 0;
      if (isPair) return;
      if (key === "y") latest.current.answer("yes");
      else if (key === "n") latest.current.answer("no");
      else if (key === "s") latest.current.answer("skip");
      else if (key === "u") latest.current.undo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

const isTaken = (target: EventTarget | null): boolean =>
  isTyping(target) || (target instanceof Element && target.closest("select, [role=dialog], [role=menu]") !== null);
