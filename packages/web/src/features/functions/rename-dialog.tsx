import type { ScoringFunction } from "@pomona/contract/functions";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { NameDialog } from "../../ui/name-dialog.tsx";
import { useForgetFunction } from "./use-forget-function.ts";

export function RenameDialog({ scoring, onClose }: { scoring: ScoringFunction; onClose: () => void }) {
  const navigate = useNavigate();
  const forget = useForgetFunction();
  const rename = useAction({
    run: (name: string) => api.editFunction({ name: scoring.name }, { name }),
    changes: ["rows", "row", "slices", "projections", "automations"],
    onDone: async (renamed) => {
      onClose();
      await navigate({ to: "/functions/$name", params: { name: renamed.name }, replace: true });
      forget(scoring.name);
    },
  });
  return (
    <NameDialog
      title={copy.renameFunction}
      label={copy.name}
      name={scoring.name}
      action={copy.rename}
      isPending={rename.isPending}
      onName={rename.mutate}
      onClose={onClose}
    />
  );
}
