import { useState } from "react";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";

/** Shorter results are looked through faster than a number is typed. */
const FROM_ROWS = 200;

/** Takes the number of a row in the result, and goes there. */
export function GoToRow({ total, onGo }: { total: number; onGo: (position: number) => void }) {
  const [entry, setEntry] = useState("");
  if (total < FROM_ROWS) return null;
  const go = (): void => {
    const number = Number(entry.replace(/[\s,.]/g, ""));
    if (!Number.isInteger(number) || entry.trim() === "") return;
    onGo(Math.max(1, Math.min(total, number)) - 1);
    setEntry("");
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <input
        type="text"
        inputMode="numeric"
        data-shortcut="go-to-row"
        aria-label={copy.goToRowOf(formatCount(total))}
        placeholder={copy.goToRow}
        className="h-6 w-24 rounded-md border border-line bg-transparent px-2 text-xs placeholder:text-ink-mute hover:border-line-strong focus:border-accent focus:outline-none"
        value={entry}
        onChange={(event) => setEntry(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
    </form>
  );
}
