import type { ScoringFunction } from "@pomona/contract/functions";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";

const LOOKS = {
  complete: "bg-accent-wash text-accent-strong",
  scoring: "bg-warn-wash text-warn",
  stale: "bg-warn-wash text-warn",
  failed: "bg-danger-wash text-danger",
} as const;

export function StateBadge({ state }: { state: ScoringFunction["state"] }) {
  return (
    <span className={classNames("shrink-0 rounded-full px-2 py-px font-medium text-2xs", LOOKS[state])}>
      {copy.functionStates[state]}
    </span>
  );
}

export function KindBadge({ kind }: { kind: ScoringFunction["kind"] }) {
  return (
    <span className="shrink-0 rounded-full border border-line px-2 font-medium text-2xs text-ink-soft">
      {copy.learn.kinds[kind]}
    </span>
  );
}
