import type { Automation } from "@pomona/contract/automations";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { showMessage } from "../../ui/toast.tsx";

const changes = ["automations"];

/** Pausing an automation and letting it go on. */
export function useAutomationActions({ name }: Pick<Automation, "name">) {
  const pause = useAction({
    run: () => api.editAutomation({ name }, { isPaused: true }),
    changes,
    onDone: () => showMessage(copy.automation.isPaused(name), copy.automation.isPausedHint),
  });
  const resume = useAction({
    run: (skipWaiting: boolean) => api.editAutomation({ name }, { isPaused: false, skipWaiting }),
    changes,
    onDone: () => showMessage(copy.automation.goesOn(name)),
  });
  return { pause, resume };
}
