import type { Selection } from "@pomona/contract/selection";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { spacesQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Select, TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { formatCount } from "../../ui/format.ts";

interface ProposeDialogProps {
  selection: Selection;
  count: number;
  /** That the rows are looked at in; undefined: the server chooses. */
  space: string | undefined;
  onClose: () => void;
  onStarted: (job: string) => void;
}

/** Starts the search for what the selected rows have in common and the others have not. */
export function ProposeDialog({ selection, count, space, onClose, onStarted }: ProposeDialogProps) {
  const spaces = useQuery(spacesQuery).data ?? [];
  const [chosen, setChosen] = useState(space ?? "");
  const [smallest, setSmallest] = useState("5");
  const [leastLift, setLeastLift] = useState("2");
  const start = useAction({
    run: () =>
      api.proposeFunctions({
        selection,
        smallest: Number(smallest),
        leastLift: Number(leastLift),
        ...(chosen ? { space: chosen } : {}),
      }),
    changes: ["jobs"],
    onDone: ({ job }) => onStarted(job),
  });
  const isReady = Number.isInteger(Number(smallest)) && Number(smallest) >= 2 && Number(leastLift) >= 1;
  return (
    <FormDialog
      title={copy.proposal.title}
      description={copy.proposal.hint(formatCount(count))}
      action={copy.proposal.find}
      isReady={isReady}
      isPending={start.isPending}
      onSubmit={() => start.mutate()}
      onClose={onClose}
    >
      <Select
        label={copy.space}
        isFocused
        value={chosen}
        onValue={setChosen}
        options={[
          { value: "", label: copy.proposal.suggestedSpace },
          ...spaces.map(({ name }) => ({ value: name, label: name })),
        ]}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={copy.proposal.smallest}
          type="number"
          min={2}
          max={10_000}
          inputMode="numeric"
          value={smallest}
          onValue={setSmallest}
        />
        <TextField
          label={copy.proposal.leastLift}
          hint={copy.proposal.leastLiftHint}
          type="number"
          min={1}
          max={1000}
          step="any"
          inputMode="decimal"
          value={leastLift}
          onValue={setLeastLift}
        />
      </div>
    </FormDialog>
  );
}
