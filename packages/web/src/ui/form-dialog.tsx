import type { ReactNode } from "react";
import { copy } from "../copy.ts";
import { Button } from "./button.tsx";
import { Dialog, DialogActions } from "./dialog.tsx";
import { ProblemNote } from "./problem-note.tsx";

interface FormDialogProps {
  title: string;
  description?: ReactNode;
  width?: "narrow" | "wide";
  /** What the button says that sends the form. */
  action: string;
  /** Whether what is filled in can be sent. */
  isReady: boolean;
  /** It was sent, and there is no answer yet. */
  isPending: boolean;
  /** Why it was refused, where the dialog tells it. */
  error?: Error | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that is filled in and sent. */
export function FormDialog({ action, isReady, isPending, error, onSubmit, children, ...dialog }: FormDialogProps) {
  return (
    <Dialog {...dialog} isOpen>
      <form
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isPending) onSubmit();
        }}
      >
        {children}
        {error ? <ProblemNote error={error} /> : null}
        <DialogActions>
          <Button onClick={dialog.onClose}>{copy.cancel}</Button>
          <Button look="accent" type="submit" disabled={!isReady || isPending}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
