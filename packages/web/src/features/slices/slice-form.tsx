import { useState } from "react";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { SMALL_INPUT_LOOK } from "../../ui/field.tsx";

interface SliceFormProps {
  label: string;
  action: string;
  hint?: string;
  name?: string;
  isBusy: boolean;
  onDone: (name: string) => void;
  onCancel: () => void;
}

/** Asks for the name of a slice. */
export function SliceForm({ label, action, hint, name = "", isBusy, onDone, onCancel }: SliceFormProps) {
  const [typed, setTyped] = useState(name);
  const entry = typed.trim();
  return (
    <form
      aria-label={label}
      className="flex flex-col gap-1.5 rounded-md border border-line bg-surface p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (entry) onDone(entry);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the user has just asked for it
        autoFocus
        aria-label={copy.sliceName}
        placeholder={copy.sliceExample}
        autoComplete="off"
        maxLength={200}
        className={SMALL_INPUT_LOOK}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {hint ? <p className="m-0 text-2xs text-ink-mute">{hint}</p> : null}
      <div className="flex justify-end gap-1">
        <Button look="quiet" className="h-7 text-xs" onClick={onCancel}>
          {copy.cancel}
        </Button>
        <Button look="accent" className="h-7 text-xs" type="submit" disabled={isBusy || !entry}>
          {action}
        </Button>
      </div>
    </form>
  );
}
