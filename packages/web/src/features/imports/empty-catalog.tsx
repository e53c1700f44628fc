import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { CommandLine, EmptyState } from "../../ui/empty-state.tsx";

/** What a catalog without rows shows: how to bring the first ones in. */
export function EmptyCatalog({ onImport }: { onImport: () => void }) {
  return (
    <EmptyState
      icon="picture"
      title={copy.emptyTitle}
      actions={
        <Button look="accent" icon="picture" onClick={onImport}>
          {copy.importAction}
        </Button>
      }
    >
      {copy.emptyText}
      <CommandLine>{copy.emptyCommand}</CommandLine>
    </EmptyState>
  );
}
