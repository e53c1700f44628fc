import type { Automation } from "@pomona/contract/automations";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";

/** Whether it acts: active, paused, or stopped by a problem. */
export function AutomationState({ automation: { state, problem } }: { automation: Automation }) {
  const shown = problem ? "stopped" : state;
  return (
    <span
      className={classNames(
        "inline-flex h-5 shrink-0 items-center rounded-full px-2 font-medium text-2xs",
        shown === "active" && "bg-accent-wash text-accent-strong",
        shown === "paused" && "bg-sunken text-ink-soft",
        shown === "stopped" && "bg-warn-wash text-warn",
      )}
    >
      {copy.automation.states[shown]}
    </span>
  );
}
