import type { ScoringFunction } from "@pomona/contract/functions";
import { Link, useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { LostUses } from "../../catalog/lost-uses.tsx";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { useForgetFunction } from "./use-forget-function.ts";

/** Deletes a function after a question; of one that combinations are made of, says which instead. */
export function FunctionDeletion({ scoring, onClose }: { scoring: ScoringFunction; onClose: () => void }) {
  const navigate = useNavigate();
  const forget = useForgetFunction();
  const remove = useAction({
    run: () => api.deleteFunction({ name: scoring.name }),
    changes: ["rows", "row", "slices", "automations"],
    onDone: async () => {
      await navigate({ to: "/functions", replace: true });
      forget(scoring.name);
    },
  });
  if (scoring.usedBy.length > 0)
    return (
      <Dialog title={copy.learn.usedByTitle(scoring.name)} description={copy.learn.usedByText} isOpen onClose={onClose}>
        <ul className="m-0 flex list-none flex-col gap-1 p-0 pt-1">
          {scoring.usedBy.map((name) => (
            <li key={name}>
              <Link
                to="/functions/$name"
                params={{ name }}
                className="rounded font-medium text-accent-strong underline"
                onClick={onClose}
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <DialogActions>
          <Button onClick={onClose}>{copy.close}</Button>
        </DialogActions>
      </Dialog>
    );
  return (
    <ConfirmDialog
      title={copy.deleteFunctionTitle(scoring.name)}
      action={copy.deleteFunction}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {copy.deleteFunctionText}
      <LostUses thing={{ kind: "function", name: scoring.name }} />
    </ConfirmDialog>
  );
}
