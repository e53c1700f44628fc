import type { Projection } from "@pomona/contract/projections";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { NameDialog } from "../../ui/name-dialog.tsx";
import { showMessage } from "../../ui/toast.tsx";

/** Gives a projection another name. */
export function ProjectionRename({ projection, onClose }: { projection: Projection; onClose: () => void }) {
  const rename = useAction({
    run: (name: string) => api.editProjection({ name: projection.name }, { name }),
    changes: ["projections", "slices", "functions", "automations"],
    onDone: (renamed) => {
      showMessage(copy.mapRenamed(renamed.name));
      onClose();
    },
  });
  return (
    <NameDialog
      title={copy.renameMap}
      label={copy.name}
      name={projection.name}
      action={copy.rename}
      isPending={rename.isPending}
      onName={rename.mutate}
      onClose={onClose}
    />
  );
}
