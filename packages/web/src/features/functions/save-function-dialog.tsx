import type { AnchorInput, CombineMode } from "@pomona/contract/anchors";
import type { Space } from "@pomona/contract/spaces";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Select, TextField } from "../../ui/field.tsx";
import { formatScore } from "../../ui/format.ts";
import { Slider } from "../../ui/slider.tsx";
import { showMessage } from "../../ui/toast.tsx";

const DEFAULT_THRESHOLD = 0.8;

interface SaveFunctionProps {
  anchors: readonly AnchorInput[];
  spaces: readonly Space[];
  space: string | undefined;
  combine: CombineMode;
  threshold: number | undefined;
  onClose: () => void;
  onSaved: (name: string, threshold: number) => void;
}

/** Gives a search a name, so that it goes on scoring every row there is and every row that arrives. */
export function SaveFunctionDialog({
  anchors,
  spaces,
  space,
  combine,
  threshold: given,
  onClose,
  onSaved,
}: SaveFunctionProps) {
  const [name, setName] = useState("");
  const [chosenSpace, setChosenSpace] = useState(space ?? spaces[0]?.name ?? "");
  const [mode, setMode] = useState<CombineMode>(combine);
  const [threshold, setThreshold] = useState(given ?? DEFAULT_THRESHOLD);
  const negatives = anchors.filter((anchor) => anchor.sign === "-").length;
  const save = useAction({
    run: () =>
      api.createFunction({
        name: name.trim(),
        space: chosenSpace,
        anchors: [...anchors],
        parameters: { combine: mode, negativeWeight: 0.5 },
        threshold,
      }),
    changes: ["functions", "jobs", "rows"],
    onDone: () => {
      showMessage(copy.functionSaved(name.trim()), copy.functionSavedHint);
      onSaved(name.trim(), threshold);
    },
  });
  return (
    <Dialog title={copy.saveAsFunction} description={copy.saveFunctionHint} isOpen onClose={onClose}>
      <form
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <TextField
          label={copy.name}
          value={name}
          onValue={setName}
          placeholder={copy.functionNameExample}
          autoFocus
          autoComplete="off"
          required
          maxLength={200}
          hint={copy.anchorCount(anchors.length - negatives, negatives)}
        />
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={copy.space}
            value={chosenSpace}
            onValue={setChosenSpace}
            options={spaces.map((one) => ({ value: one.name, label: one.name }))}
          />
          <Select
            label={copy.combine}
            value={mode}
            onValue={(value) => setMode(value === "centroid" ? "centroid" : "nearest")}
            options={[
              { value: "nearest", label: copy.nearest },
              { value: "centroid", label: copy.centroid },
            ]}
          />
        </div>
        <div>
          <div className="flex justify-between text-xs">
            <span className="font-medium text-ink-soft">{copy.threshold}</span>
            <span className="text-ink-mute">{formatScore(threshold)}</span>
          </div>
          <Slider
            className="px-2"
            labels={[copy.threshold]}
            values={[threshold]}
            min={0}
            max={1}
            step={0.005}
            format={formatScore}
            onValues={([value]) => setThreshold(value ?? 0)}
          />
        </div>
        <DialogActions>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button look="accent" type="submit" disabled={save.isPending || !name.trim()}>
            {copy.saveFunction}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
