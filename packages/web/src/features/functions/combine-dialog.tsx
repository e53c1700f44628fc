import { EVERY_ROW } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { functionsQuery, totalQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { formatCount, formatScore } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";
import {
  type CombinationDraft,
  draftProblem,
  draftThreshold,
  matchFilter,
  sentCombination,
  withPart,
} from "./combination-draft.ts";
import { CombinationEditor } from "./combination-editor.tsx";

const EMPTY: CombinationDraft = withPart(withPart({ operator: "and", parts: [] }));

/** Makes a function of the scores of others. */
export function CombineDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [draft, setDraft] = useState(EMPTY);
  const [typed, setTyped] = useState("");
  const functions = useQuery(functionsQuery).data ?? [];
  const given = typed.trim() === "" ? null : Math.min(1, Math.max(0, Number(typed) || 0));
  const combined = draftThreshold(draft, new Map(functions.map((one) => [one.name, one.threshold])));
  const save = useAction({
    run: () =>
      api.createFunction({
        name: name.trim(),
        kind: "combination",
        combination: sentCombination(draft),
        // Else the server makes it of the thresholds of the parts, as they are then.
        ...(given === null ? {} : { threshold: given }),
      }),
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
    <FormDialog
      title={copy.learn.combine}
      description={copy.learn.combineHint}
      action={copy.learn.createCombination}
      isReady={isReady}
      isPending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
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
        placeholder={combined === null ? copy.learn.thresholdOfParts : formatScore(combined)}
        hint={<MatchCount draft={draft} given={given} combined={combined} />}
      />
    </FormDialog>
  );
}

interface MatchCountProps {
  draft: CombinationDraft;
  /** Null until the user has set one. */
  given: number | null;
  /** What the thresholds of the parts make. */
  combined: number | null;
}

/** How many rows the combination would match, where a filter can tell. */
function MatchCount({ draft, given, combined }: MatchCountProps) {
  const threshold = given ?? combined;
  const isReady = draftProblem(draft) === null && threshold !== null;
  const filter = isReady ? matchFilter(draft, threshold) : null;
  const total = useQuery({ ...totalQuery(filter ?? EVERY_ROW), enabled: filter !== null }).data;
  const text =
    isReady && filter === null
      ? copy.learn.matchLater
      : filter && total !== undefined
        ? copy.learn.wouldMatch(formatCount(total))
        : "\u00a0";
  return (
    <>
      {given === null && combined !== null ? `${copy.learn.thresholdFromParts(formatScore(combined))} ` : null}
      <span role="status">{text}</span>
    </>
  );
}
