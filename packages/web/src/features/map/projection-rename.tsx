import type { Projection } from "@pomona/contract/projections";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { showMessage } from "../../ui/toast.tsx";

/** Gives a projection another name. */
export function ProjectionRename({ projection, onClose }: { projection: Projection; onClose: () => void }) {
  const [name, setName] = useState(projection.name);
  const rename = useAction({
    run: () => api.editProjection({ name: projection.name }, { name: name.trim() }),
    changes: ["projections", "slices"],
    onDone: () => {
      showMessage(copy.mapRenamed(name.trim()));
      onClose();
    },
  });
  return (
    <Dialog title={copy.renameMap} isOpen onClose={onClose}>
      <form
        className="pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) rename.mutate();
        }}
      >
        <TextField
          label={copy.name}
          value={name}
          onValue={setName}
          autoFocus
          autoComplete="off"
          maxLength={200}
          required
        />
        <DialogActions>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button look="accent" type="submit" disabled={rename.isPending || !name.trim()}>
            {copy.rename}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
