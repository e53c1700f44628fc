import { EVERY_ROW } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { totalQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { formatCount } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { type CombinationDraft, draftProblem, matchFilter, sentCombination, withPart } from "./combination-draft.ts";
import { CombinationEditor } from "./combination-editor.tsx";

const EMPTY: CombinationDraft = withPart(withPart({ operator: "and", parts: [] }));

/** Makes a function of the scores of others. */
export function CombineDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [draft, setDraft] = useState(EMPTY);
  const [typed, setTyped] = useState("0.8");
  const threshold = Math.min(1, Math.max(0, Number(typed) || 0));
  const save = useAction({
    run: () =>
      api.createFunction({ name: name.trim(), kind: "combination", combination: sentCombination(draft), threshold }),
    changes: ["functions", "jobs", "rows"],
    onDone: (made) => {
      showMessage(copy.learn.combinationCreated(made.name));
      onClose();
      void navigate({ to: "/functions/$name", params: { name: made.name } });
    },
    isToldInPlace: true,
  });
  const isReady = name.trim() !== "" && draftProblem(draft) === null;
  return (
    <Dialog title={copy.learn.combine} description={copy.learn.combineHint} isOpen onClose={onClose}>
      <form
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save.mutate();
        }}
      >
        <TextField
          label={copy.name}
          value={name}
          onValue={setName}
          placeholder={copy.learn.combineNameExample}
          autoFocus
          autoComplete="off"
          required
          maxLength={200}
        />
        <CombinationEditor draft={draft} onDraft={setDraft} />
        <TextField
          label={copy.threshold}
          type="number"
          min={0}
          max={1}
          step="any"
          value={typed}
          onValue={setTyped}
          hint={<MatchCount draft={draft} threshold={threshold} />}
        />
        {save.error ? <ProblemNote error={save.error} /> : null}
        <DialogActions>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button look="accent" type="submit" disabled={!isReady || save.isPending}>
            {copy.learn.createCombination}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** How many rows the combination would match, where a filter can tell. */
function MatchCount({ draft, threshold }: { draft: CombinationDraft; threshold: number }) {
  const isReady = draftProblem(draft) === null;
  const filter = isReady ? matchFilter(draft, threshold) : null;
  const total = useQuery({ ...totalQuery(filter ?? EVERY_ROW), enabled: filter !== null }).data;
  const text =
    isReady && filter === null
      ? copy.learn.matchLater
      : filter && total !== undefined
        ? copy.learn.wouldMatch(formatCount(total))
        : "\u00a0";
  return <span role="status">{text}</span>;
}
