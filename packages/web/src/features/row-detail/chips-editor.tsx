import { EVERY_ROW } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { facetsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";

interface ChipsEditorProps {
  label: string;
  addLabel: string;
  /** Field whose values are proposed. */
  field: "label" | "tag";
  values: readonly string[];
  onValues: (values: string[]) => void;
}

/** A list of short texts: a cross takes one away, Enter adds one. */
export function ChipsEditor({ label, addLabel, field, values, onValues }: ChipsEditorProps) {
  const [entry, setEntry] = useState("");
  const [isFocused, setIsFocused] = useState(false);
  const prefix = useDeferredValue(entry.trim());
  const id = useId();
  const proposals =
    useQuery({
      ...facetsQuery({ filter: EVERY_ROW, fields: [field], limit: 12, ...(prefix ? { prefix } : {}) }),
      enabled: isFocused,
    }).data?.facets[field] ?? [];
  const add = (): void => {
    const value = entry.trim();
    if (value && !values.includes(value)) onValues([...values, value]);
    setEntry("");
  };
  return (
    <ul aria-label={label} className="m-0 flex list-none flex-wrap items-center gap-1.5 p-0">
      {values.map((value) => (
        <li
          key={value}
          className="inline-flex h-6 max-w-full items-center rounded-full bg-accent-wash pl-2.5 text-accent-strong text-xs"
        >
          <span className="truncate">{value}</span>
          <button
            type="button"
            aria-label={copy.removeValue(value)}
            className="inline-flex size-6 items-center justify-center rounded-full hover:bg-black/10"
            onClick={() => onValues(values.filter((one) => one !== value))}
          >
            <Icon name="close" size={11} />
          </button>
        </li>
      ))}
      <li>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <input
            type="text"
            aria-label={addLabel}
            placeholder={addLabel}
            list={id}
            className="h-6 w-28 rounded-full border border-line-strong/60 border-dashed bg-transparent px-2.5 text-xs placeholder:text-ink-mute hover:border-line-strong focus:border-accent focus:border-solid focus:outline-none"
            value={entry}
            onFocus={() => setIsFocused(true)}
            onBlur={() => setIsFocused(false)}
            onChange={(event) => setEntry(event.target.value)}
          />
          <datalist id={id}>
            {proposals.map(({ value }) => (typeof value === "string" ? <option key={value} value={value} /> : null))}
          </datalist>
        </form>
      </li>
    </ul>
  );
}
