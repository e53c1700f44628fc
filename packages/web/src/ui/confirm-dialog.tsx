import { type ReactNode, useState } from "react";
import { copy } from "../copy.ts";
import { Button } from "./button.tsx";
import { Dialog, DialogActions } from "./dialog.tsx";
import { TextField } from "./field.tsx";

interface ConfirmProps {
  title: string;
  children: ReactNode;
  action: string;
  /** What has to be typed before the action can be taken. */
  typed?: string;
  isBusy?: boolean;
  /** The action takes nothing away. */
  isHarmless?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone, or that is much work. */
export function ConfirmDialog({
  title,
  children,
  action,
  typed,
  isBusy,
  isHarmless,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const [entry, setEntry] = useState("");
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === undefined || entry.trim() === typed) onConfirm();
        }}
      >
        <div className="text-ink-soft">{children}</div>
        {typed === undefined ? null : (
          <div className="mt-4">
            <TextField
              label={copy.typeToConfirm(typed)}
              value={entry}
              onValue={setEntry}
              autoFocus
              autoComplete="off"
            />
          </div>
        )}
        <DialogActions>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button
            look={isHarmless ? "accent" : "danger"}
            type="submit"
            disabled={isBusy || (typed !== undefined && entry.trim() !== typed)}
          >
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
