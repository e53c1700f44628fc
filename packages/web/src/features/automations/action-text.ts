import type { Automation } from "@pomona/contract/automations";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";

/** What an automation does with a row, in a few words. */
export function actionText(action: Automation["action"]): string {
  switch (action.kind) {
    case "tag":
      return copy.automation.tags(action.tag);
    case "review":
      return copy.automation.listsIn(action.slice);
    case "batch":
      return copy.automation.sendsTo(
        action.project,
        action.batch,
        action.dailyCap === null ? null : formatCount(action.dailyCap),
      );
    case "webhook":
      return copy.automation.calls(action.url);
  }
}

/** Rows it acted on, that wait and that are held, and calls of its webhook but for those that were given up. */
export function countsText({ acted, waiting, held, deliveries }: Automation): string {
  const { delivered, pending } = deliveries;
  return [
    copy.automation.acted(formatCount(acted)),
    waiting > 0 ? copy.automation.waiting(formatCount(waiting)) : null,
    held > 0 ? copy.automation.held(formatCount(held)) : null,
    delivered > 0 ? copy.automation.delivered(formatCount(delivered)) : null,
    pending > 0 ? copy.automation.pending(formatCount(pending)) : null,
  ]
    .filter(Boolean)
    .join(" · ");
}
