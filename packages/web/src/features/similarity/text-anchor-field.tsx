import { useState } from "react";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { INPUT_LOOK } from "../../ui/field.tsx";

/** Adds words as an anchor; only for spaces that can embed text. */
export function TextAnchorField({ space, onDone }: { space?: string; onDone?: () => void }) {
  const { showSimilar } = useCatalog();
  const [words, setWords] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!words.trim()) return;
        showSimilar([{ sign: "+", kind: "text", value: words.trim() }], { isAdding: onDone === undefined, space });
        setWords("");
        onDone?.();
      }}
    >
      <input
        type="text"
        aria-label={copy.textAnchor}
        placeholder={copy.textAnchorPlaceholder}
        className={`${INPUT_LOOK} min-w-52`}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
    </form>
  );
}
