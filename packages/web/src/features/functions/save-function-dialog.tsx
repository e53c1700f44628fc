import type { AnchorInput, CombineMode } from "@pomona/contract/anchors";
import type { Space } from "@pomona/contract/spaces";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { CombineSelect } from "../../catalog/combine-select.tsx";
import { copy } from "../../copy.ts";
import { Select, TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { KindChoice } from "./kind-choice.tsx";
import { type LearningKind, suggestedKind } from "./suggested-kind.ts";
import { ThresholdField, useProposedThreshold } from "./threshold-field.tsx";

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
  const [kind, setKind] = useState<LearningKind>(() => suggestedKind(anchors));
  const [pickedSpace, setPickedSpace] = useState<string | null>(null);
  // The spaces may be known only after the dialog was opened.
  const chosenSpace = pickedSpace ?? space ?? spaces[0]?.name ?? "";
  const [mode, setMode] = useState<CombineMode>(combine);
  const [chosen, setChosen] = useState(given ?? null);
  const search = { space: chosenSpace, anchors: [...anchors], combine: mode };
  const { proposed } = useProposedThreshold(search);
  const threshold = chosen ?? proposed;
  const negatives = anchors.filter((anchor) => anchor.sign === "-").length;
  const save = useAction({
    run: () =>
      api.createFunction({
        name: name.trim(),
        space: chosenSpace,
        kind,
        anchors: [...anchors],
        // A probe suggests its own, over other scores than the search has.
        ...(kind === "similarity" ? { parameters: { combine: mode, negativeWeight: 0.5 }, threshold } : {}),
      }),
    changes: ["functions", "jobs", "rows"],
    onDone: (made) => {
      showMessage(copy.functionSaved(made.name), copy.functionSavedHint);
      onSaved(made.name, made.threshold);
    },
  });
  return (
    <FormDialog
      title={copy.saveAsFunction}
      description={copy.saveFunctionHint}
      action={copy.saveFunction}
      isReady={name.trim() !== "" && chosenSpace !== ""}
      isPending={save.isPending}
      onSubmit={() => save.mutate()}
      onClose={onClose}
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
      <KindChoice value={kind} onValue={setKind} />
      <div className={kind === "similarity" ? "grid grid-cols-2 gap-3" : "grid gap-3"}>
        <Select
          label={copy.space}
          value={chosenSpace}
          onValue={setPickedSpace}
          options={spaces.map((one) => ({ value: one.name, label: one.name }))}
        />
        {kind === "similarity" ? <CombineSelect value={mode} onValue={setMode} /> : null}
      </div>
      {kind === "similarity" ? (
        <ThresholdField search={search} threshold={chosen} onThreshold={setChosen} />
      ) : (
        <p className="m-0 text-ink-mute text-xs">{copy.learn.probeThresholdHint}</p>
      )}
    </FormDialog>
  );
}
