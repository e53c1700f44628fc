import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import { type KeyboardEvent, useId, useState } from "react";
import { copy } from "../../copy.ts";
import { INPUT_LOOK } from "../../ui/field.tsx";
import { formatNumber } from "../../ui/format.ts";
import { metadataText, readMetadata } from "./metadata-text.ts";

interface MetadataFieldProps {
  name: string;
  type: MetadataType;
  value: MetadataValue;
  /** Begins as an empty entry. */
  isNew: boolean;
  onValue: (value: MetadataValue) => void;
  onCancel: () => void;
}

/** One value: a press edits it, Enter or leaving it saves, Escape takes the entry back. */
export function MetadataField({ name, type, value, isNew, onValue, onCancel }: MetadataFieldProps) {
  const [entry, setEntry] = useState<string | null>(isNew ? "" : null);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const end = (): void => {
    setEntry(null);
    setProblem(null);
    onCancel();
  };
  const save = (text: string): void => {
    if (text === metadataText(value)) {
      end();
      return;
    }
    const read = readMetadata(text, type);
    if ("problem" in read) {
      setProblem(read.problem);
      return;
    }
    setEntry(null);
    setProblem(null);
    onValue(read.value);
  };
  const key = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === "Escape") {
      // The dialog stays open.
      event.stopPropagation();
      event.nativeEvent.stopImmediatePropagation();
      end();
    } else if (event.key === "Enter" && entry !== null) save(entry);
  };
  return (
    <div className="grid grid-cols-[5.5rem_1fr] items-start gap-x-4">
      <span id={id} className="pt-1 text-ink-mute [overflow-wrap:anywhere]">
        {name}
      </span>
      {entry === null ? (
        <button
          type="button"
          aria-label={copy.editValueOf(name, shownValue(value))}
          className="-ml-2 min-h-7 rounded-md border border-transparent px-2 py-[3px] text-left [overflow-wrap:anywhere] hover:border-line hover:bg-hover"
          onClick={() => setEntry(metadataText(value))}
        >
          <span className={value === null ? "text-ink-mute" : undefined}>{shownValue(value)}</span>
        </button>
      ) : type === "boolean" ? (
        <select
          aria-labelledby={id}
          // biome-ignore lint/a11y/noAutofocus: the press on the value asks for it
          autoFocus
          className={INPUT_LOOK}
          value={entry}
          onChange={(event) => save(event.target.value)}
          onBlur={end}
          onKeyDown={key}
        >
          <option value="">{copy.noFieldValue}</option>
          <option value="true">{copy.yes}</option>
          <option value="false">{copy.no}</option>
        </select>
      ) : (
        <div>
          <input
            type="text"
            inputMode={type === "number" ? "decimal" : undefined}
            aria-labelledby={id}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-hint`}
            // biome-ignore lint/a11y/noAutofocus: the press on the value asks for it
            autoFocus
            className={INPUT_LOOK}
            value={entry}
            onChange={(event) => setEntry(event.target.value)}
            onBlur={() => save(entry)}
            onKeyDown={key}
          />
          <p id={`${id}-hint`} className={problem ? "m-0 mt-1 text-danger text-xs" : "m-0 mt-1 text-ink-mute text-xs"}>
            {problem ?? (type === "strings" ? copy.listHint : "")}
          </p>
        </div>
      )}
    </div>
  );
}

function shownValue(value: MetadataValue): string {
  if (value === null) return copy.noFieldValue;
  if (typeof value === "boolean") return value ? copy.yes : copy.no;
  return typeof value === "number" ? formatNumber(value) : metadataText(value);
}
