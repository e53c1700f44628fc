import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { isTyping } from "../catalog/is-typing.ts";

/** Where the second key of a pair that begins with G leads. */
const PLACES: Readonly<Record<string, string>> = {
  c: "/",
  f: "/functions",
  a: "/automations",
  b: "/batches",
  d: "/datasets",
  j: "/jobs",
  s: "/settings",
};
/** The two keys of a pair are pressed within this time. */
const PAIR_MS = 1500;

/** Whether keys are for what has the focus: a text, a list, or what stands in a dialog. */
const isTaken = (target: EventTarget | null): boolean =>
  isTyping(target) || (target instanceof Element && target.closest("select, [role=dialog]") !== null);

/** Keys that work on every page, but not while something is typed or a dialog is open; the sheet of keys lists them. */
export function useShortcuts({ showKeys, openImport }: { showKeys: () => void; openImport: () => void }): void {
  const navigate = useNavigate();
  const pairUntilMs = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event.target)) return;
      const isPair = event.timeStamp < pairUntilMs.current;
      const place = isPair ? PLACES[event.key.toLowerCase()] : undefined;
      pairUntilMs.current = 0;
      if (place !== undefined) void navigate({ to: place });
      else if (isPair && event.key === "r") document.querySelector<HTMLElement>("[data-shortcut=go-to-row]")?.focus();
      else if (event.key === "g") pairUntilMs.current = event.timeStamp + PAIR_MS;
      else if (event.key === "?") showKeys();
      else if (event.key === "i") openImport();
      else if (event.key === "/") document.querySelector<HTMLElement>("[data-shortcut=filter]")?.focus();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [navigate, showKeys, openImport]);
}
