import { useState } from "react";
import { copy } from "../copy.ts";
import { Button } from "./button.tsx";
import { Dialog, DialogActions } from "./dialog.tsx";
import { TextField } from "./field.tsx";

interface NameDialogProps {
  title: string;
  description?: string;
  label: string;
  /** The name that is there; default: none. */
  name?: string;
  /** What its button says. */
  action: string;
  isPending: boolean;
  /** The name without spaces around it; never empty. */
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of something. */
export function NameDialog({ title, description, label, name: known = "", action, ...props }: NameDialogProps) {
  const [name, setName] = useState(known);
  const { isPending, onName, onClose } = props;
  return (
    <Dialog title={title} {...(description === undefined ? {} : { description })} isOpen onClose={onClose}>
      <form
        className="pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) onName(name.trim());
        }}
      >
        <TextField label={label} value={name} onValue={setName} autoFocus autoComplete="off" maxLength={200} required />
        <DialogActions>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button look="accent" type="submit" disabled={isPending || !name.trim()}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
