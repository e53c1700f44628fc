import type { ScoringFunction } from "@pomona/contract/functions";
import { Link } from "@tanstack/react-router";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";

const STATE_LOOKS = {
  complete: "bg-accent-wash text-accent-strong",
  scoring: "bg-warn-wash text-warn",
  failed: "bg-danger-wash text-danger",
} as const;

export function StateBadge({ state }: { state: ScoringFunction["state"] }) {
  return (
    <span className={classNames("rounded-full px-2 py-px font-medium text-2xs", STATE_LOOKS[state])}>
      {copy.functionStates[state]}
    </span>
  );
}

/** All functions with how far each is scored. */
export function FunctionList({ functions, open }: { functions: readonly ScoringFunction[]; open: string | undefined }) {
  return (
    <ul aria-label={copy.functions} className="m-0 flex list-none flex-col gap-1 p-0">
      {functions.map((one) => (
        <li key={one.name}>
          <Link
            to="/functions"
            search={{ name: one.name }}
            aria-current={one.name === open ? "true" : undefined}
            className={classNames(
              "block rounded-lg border px-3 py-2.5 outline-offset-0",
              one.name === open ? "border-accent bg-accent-wash" : "border-line bg-surface hover:bg-hover",
            )}
          >
            <span className="flex items-center gap-2">
              <span className="min-w-0 truncate font-medium">{one.name}</span>
              <span className="ml-auto" />
              <StateBadge state={one.state} />
            </span>
            <span className="mt-1 flex justify-between gap-3 text-ink-mute text-xs">
              <span>{copy.aboveThreshold(formatCount(one.aboveThreshold), formatScore(one.threshold))}</span>
              <span className="whitespace-nowrap">
                {one.state === "scoring"
                  ? copy.scoredOf(formatCount(one.scored), formatCount(one.total))
                  : copy.versionOf(one.version)}
              </span>
            </span>
            {one.state === "scoring" ? (
              <span className="mt-1.5 block">
                <ProgressBar label={copy.scoringOf(one.name)} done={one.scored} total={one.total} />
              </span>
            ) : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}
