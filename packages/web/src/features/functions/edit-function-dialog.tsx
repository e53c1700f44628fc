import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { spacesQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { CombineSelect } from "../../catalog/combine-select.tsx";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Select, TextField } from "../../ui/field.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { AnchorsEditor } from "./anchors-editor.tsx";
import { Comparison } from "./comparison.tsx";
import { changesOf, draftOf, type FunctionDraft, makesVersion } from "./edit-draft.ts";

/** Changes what a function is made of, and shows which rows that moves over its threshold before it is saved. */
export function EditFunctionDialog({ scoring: opened, onClose }: { scoring: ScoringFunction; onClose: () => void }) {
  // The version that was opened: anchors are kept by their place in it.
  const [scoring] = useState(opened);
  const [draft, setDraft] = useState<FunctionDraft>(() => draftOf(scoring));
  const change = (part: Partial<FunctionDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const spaces = useQuery(spacesQuery).data ?? [];
  const changes = changesOf(draft, scoring);
  const isNewVersion = makesVersion(changes);
  const isChanged = Object.keys(changes).length > 0;
  const hasPositive = draft.anchors.some((anchor) => anchor.sign === "+");
  const save = useAction({
    run: () => api.editFunction({ name: scoring.name }, changes),
    changes: ["functions", "jobs", "rows", "row", "histogram"],
    onDone: () => {
      showMessage(isNewVersion ? copy.versionSaved(scoring.name) : copy.thresholdSaved(scoring.name));
      onClose();
    },
  });
  return (
    <Dialog
      title={copy.editFunctionTitle(scoring.name)}
      description={copy.editFunctionHint}
      isOpen
      onClose={onClose}
      width="wide"
    >
      <div className="flex flex-col gap-4 pt-2">
        <AnchorsEditor
          anchors={draft.anchors}
          space={spaces.find((space) => space.name === draft.space)}
          onAnchors={(use) => setDraft((before) => ({ ...before, anchors: use(before.anchors) }))}
        />
        {hasPositive ? null : <p className="m-0 text-warn text-xs">{copy.needsPositive}</p>}
        <div className="grid grid-cols-3 gap-3 max-sm:grid-cols-1">
          <Select
            label={copy.space}
            value={draft.space}
            onValue={(space) => change({ space })}
            options={spaces.map((one) => ({ value: one.name, label: one.name }))}
          />
          <CombineSelect value={draft.combine} onValue={(combine) => change({ combine })} />
          <TextField
            label={copy.negativeWeight}
            type="number"
            min={0}
            max={10}
            step={0.1}
            value={String(draft.negativeWeight)}
            onValue={(text) => change({ negativeWeight: Math.min(10, Math.max(0, Number(text) || 0)) })}
          />
        </div>
        <Comparison
          name={scoring.name}
          changes={changes}
          threshold={draft.threshold}
          isValid={hasPositive}
          onThreshold={(threshold) => change({ threshold })}
        />
      </div>
      <DialogActions>
        <Button onClick={onClose}>{copy.cancel}</Button>
        <Button look="accent" disabled={!isChanged || !hasPositive || save.isPending} onClick={() => save.mutate()}>
          {isNewVersion || !isChanged ? copy.saveVersion : copy.saveThreshold}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
