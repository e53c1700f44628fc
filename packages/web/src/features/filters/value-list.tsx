import { useState } from "react";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";
import { ValueInput } from "./value-input.tsx";

/** Several values: each with a cross, and a line that takes the next one with Enter. */
export function ValueList({
  values,
  onValues,
  field,
}: {
  values: readonly string[];
  onValues: (values: readonly string[]) => void;
  field?: string | undefined;
}) {
  const [typed, setTyped] = useState("");
  return (
    <div className="flex flex-col gap-1">
      {values.length > 0 ? (
        <ul aria-label={copy.values} className="m-0 flex list-none flex-wrap gap-1 p-0">
          {values.map((value) => (
            <li key={value} className="inline-flex h-6 max-w-full items-center rounded bg-accent-wash pl-2 text-xs">
              <span className="truncate">{value}</span>
              <button
                type="button"
                aria-label={copy.removeValue(value)}
                className="inline-flex size-6 shrink-0 items-center justify-center rounded text-ink-mute hover:text-ink"
                onClick={() => onValues(values.filter((one) => one !== value))}
              >
                <Icon name="close" size={10} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <ValueInput
        label={copy.addValue}
        placeholder={copy.addValueHint}
        value={typed}
        field={field}
        onValue={setTyped}
        onEnter={() => {
          if (typed.trim() !== "" && !values.includes(typed)) onValues([...values, typed]);
          setTyped("");
        }}
      />
    </div>
  );
}
