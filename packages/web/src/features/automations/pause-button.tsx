import type { Automation } from "@pomona/contract/automations";
import { useState } from "react";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { useAutomationActions } from "./use-automation-actions.ts";

/** Pauses an automation or lets it go on; asks about the rows that came while it was paused. */
export function PauseButton({ automation }: { automation: Automation }) {
  const { name, state, waiting } = automation;
  const [isAsking, setIsAsking] = useState(false);
  const { pause, resume } = useAutomationActions(automation);
  const isPaused = state === "paused";
  const goOn = (skipWaiting: boolean): void => {
    setIsAsking(false);
    resume.mutate(skipWaiting);
  };
  return (
    <>
      <Button
        aria-label={isPaused ? copy.automation.resumeOf(name) : copy.automation.pauseOf(name)}
        disabled={pause.isPending || resume.isPending}
        onClick={() => {
          if (!isPaused) pause.mutate();
          else if (waiting > 0) setIsAsking(true);
          else resume.mutate(false);
        }}
      >
        {isPaused ? copy.automation.resume : copy.automation.pause}
      </Button>
      {isAsking ? (
        <Dialog title={copy.automation.resumeTitle(name)} isOpen onClose={() => setIsAsking(false)}>
          <p className="m-0 text-ink-soft">{copy.automation.resumeText(formatCount(waiting))}</p>
          <DialogActions>
            <Button onClick={() => goOn(true)}>{copy.automation.skipWaiting}</Button>
            <Button look="accent" onClick={() => goOn(false)}>
              {copy.automation.actOnWaiting}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </>
  );
}
