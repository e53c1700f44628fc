import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { spacesQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { draftProblem } from "./combination-draft.ts";
import { Comparison } from "./comparison.tsx";
import { changesOf, draftOf, type FunctionDraft, makesVersion } from "./edit-draft.ts";
import { EditFields } from "./edit-fields.tsx";

/** Changes what a function is made of, and shows which rows that moves over its threshold before it is saved. */
export function EditFunctionDialog({ scoring: opened, onClose }: { scoring: ScoringFunction; onClose: () => void }) {
  // The version that was opened: anchors are kept by their place in it.
  const [scoring] = useState(opened);
  const [draft, setDraft] = useState<FunctionDraft>(() => draftOf(scoring));
  const spaces = useQuery(spacesQuery).data ?? [];
  const changes = changesOf(draft, scoring);
  const isNewVersion = makesVersion(changes);
  const isChanged = Object.keys(changes).length > 0;
  const hasPositive = draft.anchors.some((anchor) => anchor.sign === "+");
  const isValid = draft.combination ? draftProblem(draft.combination) === null : hasPositive;
  const save = useAction({
    run: () => api.editFunction({ name: scoring.name }, changes),
    changes: ["functions", "jobs", "rows", "row", "histogram"],
    onDone: () => {
      showMessage(isNewVersion ? copy.versionSaved(scoring.name) : copy.thresholdSaved(scoring.name));
      onClose();
    },
    isToldInPlace: true,
  });
  return (
    <Dialog
      title={copy.editFunctionTitle(scoring.name)}
      description={`${scoring.combination ? copy.learn.combinationServesHint : copy.editFunctionHint} ${copy.editThresholdHint}`}
      isOpen
      onClose={onClose}
      width="wide"
    >
      <div className="flex flex-col gap-4 pt-2">
        <EditFields
          name={scoring.name}
          draft={draft}
          spaces={spaces}
          hasPositive={hasPositive}
          onChange={(part) =>
            setDraft((before) => ({ ...before, ...(typeof part === "function" ? part(before) : part) }))
          }
        />
        <Comparison
          name={scoring.name}
          changes={changes}
          threshold={draft.threshold}
          isValid={isValid}
          onThreshold={(threshold) => setDraft((before) => ({ ...before, threshold }))}
        />
        {isNewVersion ? (
          <TextField
            label={copy.learn.why}
            hint={copy.learn.whyHint}
            placeholder={copy.learn.whyExample}
            maxLength={1000}
            autoComplete="off"
            value={draft.note}
            onValue={(note) => setDraft((before) => ({ ...before, note }))}
          />
        ) : null}
        {save.error ? <ProblemNote error={save.error} /> : null}
      </div>
      <DialogActions>
        <Button onClick={onClose}>{copy.cancel}</Button>
        <Button look="accent" disabled={!isChanged || !isValid || save.isPending} onClick={() => save.mutate()}>
          {isNewVersion || !isChanged ? copy.saveVersion : copy.saveThreshold}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
