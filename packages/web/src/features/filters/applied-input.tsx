import { useEffect, useState } from "react";
import { classNames } from "../../ui/class-names.ts";
import { SMALL_INPUT_LOOK } from "../../ui/field.tsx";

interface AppliedInputProps {
  label: string;
  value: string;
  hint: string;
  isValid: (text: string) => boolean;
  onValue: (value: string) => void;
}

/** A line whose text counts once it is entered or left; Escape takes back what was typed. */
export function AppliedInput({ label, value, hint, isValid, onValue }: AppliedInputProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const isWrong = typed.trim() !== "" && !isValid(typed);
  const apply = (): void => {
    if (!isWrong && typed.trim() !== value) onValue(typed.trim());
  };
  return (
    <input
      aria-label={label}
      aria-invalid={isWrong}
      placeholder={hint}
      autoComplete="off"
      spellCheck={false}
      className={classNames(SMALL_INPUT_LOOK, "tabular-nums", isWrong && "border-danger")}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
        if (event.key === "Escape") setTyped(value);
      }}
    />
  );
}
