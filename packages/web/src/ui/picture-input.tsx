import { useRef } from "react";
import { Button } from "./button.tsx";

interface PictureInputProps {
  label: string;
  hint?: string;
  isBusy?: boolean;
  onPicture: (file: File) => void;
}

/** A button that lets the user choose a picture of this computer. */
export function PictureInput({ label, hint, isBusy = false, onPicture }: PictureInputProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon="image" title={hint} disabled={isBusy} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onPicture(file);
          event.target.value = "";
        }}
      />
    </>
  );
}
