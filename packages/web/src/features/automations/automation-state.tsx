import type { Automation } from "@pomona/contract/automations";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";

/** Whether it acts: active, paused, stopped by a problem, or both. */
export function AutomationState({ automation: { state, problem } }: { automation: Automation }) {
  const shown = problem === null ? state : state === "paused" ? "pausedStopped" : "stopped";
  return (
    <span
      className={classNames(
        "inline-flex h-5 shrink-0 items-center rounded-full px-2 font-medium text-2xs",
        shown === "active" && "bg-accent-wash text-accent-strong",
        shown === "paused" && "bg-sunken text-ink-soft",
        problem !== null && "bg-warn-wash text-warn",
      )}
    >
      {copy.automation.states[shown]}
    </span>
  );
}
