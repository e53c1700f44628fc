import type { ScoringFunction } from "@pomona/contract/functions";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { useForgetFunction } from "./use-forget-function.ts";

export function RenameDialog({ scoring, onClose }: { scoring: ScoringFunction; onClose: () => void }) {
  const [name, setName] = useState(scoring.name);
  const navigate = useNavigate();
  const forget = useForgetFunction();
  const rename = useAction({
    run: () => api.editFunction({ name: scoring.name }, { name: name.trim() }),
    changes: ["rows", "row"],
    onDone: async (renamed) => {
      onClose();
      await navigate({ to: "/functions/$name", params: { name: renamed.name }, replace: true });
      forget(scoring.name);
    },
  });
  return (
    <Dialog title={copy.renameFunction} isOpen onClose={onClose}>
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
          required
          maxLength={200}
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
