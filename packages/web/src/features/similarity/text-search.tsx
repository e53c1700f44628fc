import { useState } from "react";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { Popover } from "../../ui/popover.tsx";
import { TextAnchorField } from "./text-anchor-field.tsx";

/** Starts a similarity search from words; there only where a space can embed them. */
export function TextSearch() {
  const { spaces } = useCatalog();
  const speaking = spaces.filter((space) => space.queryModalities.includes("text") && space.count > 0);
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const space = speaking.find((one) => one.name === chosen) ?? speaking[0];
  if (!space) return null;
  return (
    <Popover
      title={copy.searchByMeaning}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button icon="similar" aria-label={copy.searchByMeaning}>
          <span className="max-lg:hidden">{copy.searchByMeaning}</span>
        </Button>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        <p className="m-0 text-ink-mute text-xs">{copy.searchByMeaningHint}</p>
        <TextAnchorField space={space.name} onDone={() => setIsOpen(false)} />
        {speaking.length > 1 ? (
          <Select
            label={copy.space}
            value={space.name}
            onValue={setChosen}
            options={speaking.map((one) => ({ value: one.name, label: one.name }))}
          />
        ) : null}
      </div>
    </Popover>
  );
}
