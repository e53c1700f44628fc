import type { Projection } from "@pomona/contract/projections";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { slicesQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { readFilter } from "../../catalog/filter-parts.ts";
import { LostUses } from "../../catalog/lost-uses.tsx";
import { copy } from "../../copy.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { isOnMap } from "./map-region.ts";

interface ProjectionDeletionProps {
  projection: Projection;
  /** Only this version; undefined: all of it. */
  version: number | undefined;
  onClose: () => void;
}

/** Deletes a projection or a version of it, once its name was typed, and says which slices speak of it. */
export function ProjectionDeletion({ projection: { name }, version, onClose }: ProjectionDeletionProps) {
  const slices = useQuery(slicesQuery).data ?? [];
  const users =
    version === undefined ? [] : slices.filter((slice) => isOnMap(readFilter(slice.filter).filter, name, version));
  const remove = useAction({
    run: () => api.deleteProjection({ name, ...(version === undefined ? {} : { version }) }),
    changes: ["projections", "slices", "rows"],
    onDone: () => {
      showMessage(copy.mapDeleted(name));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={version === undefined ? copy.deleteMapTitle(name) : copy.deleteMapVersionTitle(name, version)}
      action={copy.delete}
      {...(version === undefined ? { typed: name } : {})}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {version === undefined ? copy.deleteMapText : copy.deleteMapVersionText}
      {version === undefined ? <LostUses thing={{ kind: "projection", name }} /> : null}
      {users.length > 0 ? (
        <p role="alert" className="m-0 mt-2 font-medium text-danger">
          {copy.mapUsedBy(users.map((slice) => slice.name).join(", "))}
        </p>
      ) : null}
    </ConfirmDialog>
  );
}
