import { useId } from "react";
import { copy } from "../../copy.ts";
import type { LearningKind } from "./suggested-kind.ts";

const KINDS: readonly LearningKind[] = ["similarity", "probe"];

/** Whether a function is likeness to its examples or learns from them, with a sentence on each. */
export function KindChoice({ value, onValue }: { value: LearningKind; onValue: (kind: LearningKind) => void }) {
  const id = useId();
  return (
    <fieldset className="m-0 min-w-0 border-0 p-0">
      <legend className="mb-1 p-0 font-medium text-ink-soft text-xs">{copy.learn.kind}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {KINDS.map((kind) => (
          <label
            key={kind}
            className="flex items-start gap-2 rounded-md border border-line px-2.5 py-2 hover:border-line-strong has-checked:border-accent has-checked:bg-accent-wash"
          >
            <input
              type="radio"
              name={id}
              aria-labelledby={`${id}-${kind}`}
              aria-describedby={`${id}-${kind}-hint`}
              className="mt-0.5 size-4 shrink-0 accent-accent"
              checked={value === kind}
              onChange={() => onValue(kind)}
            />
            <span>
              <span id={`${id}-${kind}`} className="block font-medium">
                {copy.learn.kinds[kind]}
              </span>
              <span id={`${id}-${kind}-hint`} className="block text-ink-mute text-xs">
                {copy.learn.kindHints[kind]}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
