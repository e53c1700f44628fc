import type { MediaType } from "@pomona/contract/names";
import { isProblem } from "@pomona/contract/problems";
import type { Space } from "@pomona/contract/spaces";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { LostUses } from "../../catalog/lost-uses.tsx";
import { copy } from "../../copy.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";

/** Which media types a space is the default for, and whether search offers it first. */
export function SpaceChoices({ space }: { space: Space }) {
  const edit = useAction({
    run: (change: { isDefaultFor?: MediaType[]; isSuggested?: boolean }) => api.editSpace({ name: space.name }, change),
    changes: ["spaces"],
  });
  const isDefault = (mediaType: MediaType): boolean => space.isDefaultFor.includes(mediaType);
  const toggle = (mediaType: MediaType): void =>
    edit.mutate({
      isDefaultFor: isDefault(mediaType)
        ? space.isDefaultFor.filter((one) => one !== mediaType)
        : [...space.isDefaultFor, mediaType],
    });
  return (
    <div className="mt-3 flex flex-col gap-1.5">
      {space.kind === "model"
        ? space.modalities.map((mediaType) => (
            <Checkbox
              key={mediaType}
              label={copy.defaultForNew[mediaType]}
              isChecked={isDefault(mediaType)}
              onChecked={() => toggle(mediaType)}
            />
          ))
        : null}
      <Checkbox
        label={copy.suggestSpace}
        isChecked={space.isSuggested}
        onChecked={(isSuggested) => edit.mutate({ isSuggested })}
      />
    </div>
  );
}

/** Deletes a space after its name was typed; once refused for what needs it, offers to delete that along with it. */
export function SpaceDeletion({ space: { name, count }, onClose }: { space: Space; onClose: () => void }) {
  const [needing, setNeeding] = useState<string | null>(null);
  const remove = useAction({
    run: async () => {
      try {
        return await api.deleteSpace({ name, force: needing !== null });
      } catch (error) {
        if (!isProblem(error, "in-use")) throw error;
        const names = error.fields.needing;
        setNeeding(Array.isArray(names) ? names.join(", ") : name);
        return null;
      }
    },
    changes: ["spaces", "functions", "slices", "rows", "row"],
    onDone: (done) => {
      if (!done) return;
      showMessage(copy.spaceDeleted(name));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={copy.deleteSpaceTitle(name)}
      action={needing === null ? copy.delete : copy.deleteAll}
      typed={name}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {copy.deleteSpaceText(formatCount(count))}
      <LostUses thing={{ kind: "space", name }} />
      {needing === null ? null : (
        <p role="alert" className="m-0 mt-2 font-medium text-danger">
          {copy.spaceNeededBy(needing)}
        </p>
      )}
    </ConfirmDialog>
  );
}
