import type { Automation } from "@pomona/contract/automations";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";

const LOOKS = {
  active: "bg-accent-wash text-accent-strong",
  paused: "bg-sunken text-ink-soft",
  stopped: "bg-warn-wash text-warn",
} as const;

/** Whether it acts: active, paused, stopped by a problem, or both of these. */
export function AutomationState({ automation: { state, problem } }: { automation: Automation }) {
  const shown = [...(problem && state === "active" ? [] : [state]), ...(problem ? (["stopped"] as const) : [])];
  return shown.map((one) => (
    <span
      key={one}
      className={classNames("inline-flex h-5 shrink-0 items-center rounded-full px-2 font-medium text-2xs", LOOKS[one])}
    >
      {copy.automation.states[one]}
    </span>
  ));
}
