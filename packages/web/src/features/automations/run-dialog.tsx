import type { Automation, DryRun as Told } from "@pomona/contract/automations";
import { useQuery } from "@tanstack/react-query";
import { dryRunQuery } from "../../api/automation-queries.ts";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";
import { actionText } from "./action-text.ts";
import { DryRun } from "./dry-run.tsx";

/** Acts on the rows there are, after they were counted and shown. */
export function RunDialog({ automation, onClose }: { automation: Automation; onClose: () => void }) {
  const { name, filter, action } = automation;
  const told = useQuery(dryRunQuery(filter, name)).data;
  const open = told?.wouldAct;
  const run = useAction({
    run: ({ matched, acted }: Told) => api.runAutomation({ name }, { expect: matched - acted }),
    changes: ["automations", "jobs"],
    onDone: () => {
      showMessage(copy.automation.runs(name));
      onClose();
    },
  });
  return (
    <Dialog
      title={copy.automation.runTitle(name)}
      description={copy.automation.runText(actionText(action))}
      isOpen
      onClose={onClose}
      width="wide"
    >
      <div className="pt-2">
        <DryRun filter={filter} automation={name} />
      </div>
      <DialogActions>
        <Button onClick={onClose}>{copy.cancel}</Button>
        <Button look="accent" disabled={!open || run.isPending} onClick={() => told && run.mutate(told)}>
          {copy.automation.actOn(open === undefined ? "…" : formatCount(open))}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
