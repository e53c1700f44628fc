import { readFilter } from "../catalog/filter-parts.ts";
import { useMetadataNames } from "../catalog/use-metadata-names.ts";
import { FilterTextInput } from "../features/filters/filter-text-input.tsx";

/** A filter that is part of a form, with what may come next while it is written. */
export function FilterField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const metadata = useMetadataNames();
  return (
    <FilterTextInput
      text={text}
      problem={text.trim() === "" ? undefined : readFilter(text, metadata).problem}
      onText={onText}
      // The form is sent by its button.
      onEnter={(event) => event.preventDefault()}
      onClear={() => onText("")}
    />
  );
}
