import type { Automation } from "@pomona/contract/automations";
import { Link } from "@tanstack/react-router";
import { copy } from "../../copy.ts";
import { formatCount, formatMoment } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { actionText, countsText } from "./action-text.ts";
import { AutomationState } from "./automation-state.tsx";
import { PauseButton } from "./pause-button.tsx";

interface AutomationListProps {
  automations: readonly Automation[];
  /** A filter in words. */
  describe: (filter: string) => string;
}

/** All automations: when they act, what they do, and how far they are. */
export function AutomationList({ automations, describe }: AutomationListProps) {
  return (
    <ul
      aria-label={copy.automations}
      className="m-0 list-none divide-y divide-line rounded-xl border border-line bg-surface p-0"
    >
      {automations.map((automation) => (
        <li key={automation.name} className="py-3 pr-3 pl-4">
          <div className="flex items-start gap-3">
            <p className="m-0 flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1">
              <Link
                to="/automations/$name"
                params={{ name: automation.name }}
                className="min-w-0 rounded font-medium text-ink break-words hover:text-accent-strong hover:underline"
              >
                {automation.name}
              </Link>
              <AutomationState automation={automation} />
            </p>
            <PauseButton automation={automation} />
          </div>
          <WhenThen automation={automation} describe={describe} />
          <p className="m-0 mt-1 text-ink-mute text-xs">
            {countsText(automation)}
            {automation.lastActed ? ` · ${copy.automation.lastActed(formatMoment(automation.lastActed))}` : null}
            {automation.deliveries.dead > 0 ? (
              <span className="font-medium text-danger">
                {" · "}
                {copy.automation.dead(formatCount(automation.deliveries.dead))}
              </span>
            ) : null}
          </p>
          {automation.problem ? <Trouble text={automation.problem} /> : null}
        </li>
      ))}
    </ul>
  );
}

/** "When … then …" */
export function WhenThen({ automation, describe }: { automation: Automation; describe: (filter: string) => string }) {
  return (
    <dl className="m-0 mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 max-sm:grid-cols-1">
      <dt className="text-ink-mute">{copy.automation.when}</dt>
      <dd className="m-0 break-words max-sm:mb-1" title={automation.filter}>
        {describe(automation.filter)}
      </dd>
      <dt className="text-ink-mute">{copy.automation.action}</dt>
      <dd className="m-0 break-words">{actionText(automation.action)}</dd>
    </dl>
  );
}

export function Trouble({ text }: { text: string }) {
  return (
    <p className="m-0 mt-1.5 flex items-start gap-1.5 text-warn">
      <span className="mt-0.5">
        <Icon name="warning" size={13} />
      </span>
      <span className="min-w-0 break-words">
        {text} {copy.automation.troubleHint}
      </span>
    </p>
  );
}
