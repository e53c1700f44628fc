import type { ScoringFunction } from "@pomona/contract/functions";
import { isProblem } from "@pomona/contract/problems";
import type { FunctionDraft } from "@pomona/contract/reviews";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { draftQuery } from "../../api/review-queries.ts";
import { noteStartedJobs } from "../../api/started-jobs.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Checkbox, TextField } from "../../ui/field.tsx";
import { formatScore } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { NO_SESSION } from "./review-session.ts";
import { estimateText } from "./round-figures.ts";
import type { UpdateSession } from "./use-review-session.ts";

interface PublishDialogProps {
  scoring: ScoringFunction;
  draft: FunctionDraft;
  onClose: () => void;
  /** Closes it, and brings the draft up to date: what that changes is to be looked at before it is published. */
  onRebase: () => void;
  update: UpdateSession;
}

/** Makes the draft the newest version, with its threshold and a note of why. */
export function PublishDialog({ scoring: { name }, draft, onClose, onRebase, update }: PublishDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [threshold, setThreshold] = useState(String(Number(draft.threshold.toFixed(4))));
  const [note, setNote] = useState("");
  const [force, setForce] = useState(false);
  const publish = useMutation({
    mutationFn: () =>
      api.publishDraft(
        { name },
        { threshold: Number(threshold), force, ...(note.trim() ? { note: note.trim() } : {}) },
      ),
    onSuccess: async (made) => {
      noteStartedJobs(made);
      update(() => NO_SESSION);
      showMessage(copy.review.publishedAs(made.version), copy.editFunctionHint);
      await navigate({ to: "/functions/$name", params: { name } });
      client.setQueryData(draftQuery(name).queryKey, null);
      void client.invalidateQueries({ queryKey: ["functions"] });
    },
    // A version that was made meanwhile: the draft is asked for again, and says that it is behind.
    onError: (error) => isProblem(error, "draft-behind") && client.invalidateQueries(draftQuery(name)),
  });
  const isValid = threshold.trim() !== "" && Number(threshold) >= 0 && Number(threshold) <= 1;
  const isRefused = isProblem(publish.error, "draft-behind");
  const suggested = (draft.rounds.at(-1)?.report?.thresholds ?? []).filter((one) => one.threshold !== null);
  return (
    <Dialog
      title={copy.review.publishTitle}
      description={`${copy.editFunctionHint} ${copy.editThresholdHint}`}
      isOpen
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid) publish.mutate();
        }}
      >
        <TextField
          label={copy.threshold}
          type="number"
          min={0}
          max={1}
          step="any"
          inputMode="decimal"
          required
          value={threshold}
          onValue={setThreshold}
        />
        {suggested.length > 0 ? (
          <ul aria-label={copy.review.suggested} className="m-0 flex list-none flex-col gap-1.5 p-0">
            {suggested.map((one) => (
              <li key={`${one.aim} ${one.target}`} className="flex items-center gap-3 text-xs">
                <span className="min-w-0 flex-1">
                  {copy.review.aims[one.aim](one.target === null ? "" : String(one.target))}
                  <span className="block text-ink-mute">
                    {copy.review.suggestionFigures(estimateText(one.precision), estimateText(one.recall))}
                  </span>
                </span>
                <Button
                  className="h-7 text-xs"
                  onClick={() => setThreshold(String(Number((one.threshold ?? 0).toFixed(4))))}
                >
                  {copy.review.takeThreshold(formatScore(one.threshold ?? 0))}
                </Button>
              </li>
            ))}
          </ul>
        ) : null}
        <TextField
          label={copy.review.note}
          placeholder={copy.review.noteExample}
          value={note}
          onValue={setNote}
          maxLength={1000}
          autoComplete="off"
        />
        {draft.isBehind || isRefused ? (
          <div className="flex flex-col gap-2 rounded-lg border border-warn/40 bg-warn-wash px-3 py-2.5">
            <p className="m-0">{copy.review.behind(draft.basedOn)}</p>
            <Button className="self-start" disabled={publish.isPending} onClick={onRebase}>
              {copy.review.rebase}
            </Button>
            <Checkbox label={copy.review.force} isChecked={force} onChecked={setForce} />
          </div>
        ) : null}
        {publish.error && !isRefused ? <ProblemNote error={publish.error} /> : null}
        <DialogActions>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button
            look="accent"
            type="submit"
            disabled={!isValid || publish.isPending || ((draft.isBehind || isRefused) && !force)}
          >
            {copy.review.publish}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
