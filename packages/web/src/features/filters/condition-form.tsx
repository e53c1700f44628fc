import type { Condition } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  batchesQuery,
  fieldsQuery,
  functionsQuery,
  projectsQuery,
  slicesQuery,
  spacesQuery,
} from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { chipText } from "./chip-text.ts";
import {
  type ConditionDraft,
  conditionOf,
  draftOf,
  operatorsFor,
  projectionOf,
  wantedValues,
} from "./condition-draft.ts";
import { ConditionValues } from "./condition-values.tsx";
import { fieldTitle } from "./field-title.ts";

const SMALL = "[&_select]:h-7 [&_select]:text-xs";

interface ConditionFormProps {
  /** What is edited; a new condition otherwise. */
  before?: Condition | undefined;
  action: string;
  onDone: (condition: Condition) => void;
  onCancel: () => void;
}

/** Writes one condition: what it is about, how it compares, and with which values. */
export function ConditionForm({ before, action, onDone, onCancel }: ConditionFormProps) {
  const fields = useQuery(fieldsQuery).data ?? [];
  const [draft, setDraft] = useState<ConditionDraft>(() =>
    before ? draftOf(before) : { kind: "field", name: "label", op: "=", values: [] },
  );
  const subjects = useSubjects(before);
  const wanted = wantedValues(draft, fields);
  const condition = conditionOf(draft, fields, before);
  const setSubject = (code: string): void => {
    const at = code.indexOf(":");
    const next = { kind: code.slice(0, at) as ConditionDraft["kind"], name: code.slice(at + 1) };
    const operators = operatorsFor(next, fields);
    const op = operators.includes(draft.op) ? draft.op : (operators[0] ?? "=");
    setDraft({ ...next, op, values: next.kind === draft.kind && next.name === draft.name ? draft.values : [] });
  };
  return (
    <form
      aria-label={action}
      className="flex flex-col gap-1.5 rounded-md border border-line bg-surface p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (condition) onDone(condition);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <div className="flex gap-1.5">
        <Select
          label={copy.conditionOn}
          isLabelHidden
          isFocused
          className={`${SMALL} flex-1`}
          value={`${draft.kind}:${draft.name}`}
          onValue={setSubject}
          options={subjects}
        />
        {operatorsFor(draft, fields).length > 1 ? (
          <Select
            label={copy.operator}
            isLabelHidden
            className={`${SMALL} w-24`}
            value={draft.op}
            onValue={(op) => setDraft({ ...draft, op })}
            options={operatorsFor(draft, fields).map((op) => ({
              value: op,
              label: (copy.operators as Record<string, string>)[op] ?? op,
            }))}
          />
        ) : null}
      </div>
      <ConditionValues draft={draft} wanted={wanted} onValues={(values) => setDraft({ ...draft, values })} />
      <div className="flex justify-end gap-1">
        <Button look="quiet" className="h-7 text-xs" onClick={onCancel}>
          {copy.cancel}
        </Button>
        <Button look="accent" className="h-7 text-xs" type="submit" disabled={!condition}>
          {action}
        </Button>
      </div>
    </form>
  );
}

/** Everything that a condition can be about. A similarity, or a map, is there only while a condition on it is edited. */
function useSubjects(before: Condition | undefined) {
  const similarity = before && "similarity" in before ? before.similarity.space : undefined;
  const map = before && projectionOf(before);
  const fields = useQuery(fieldsQuery).data ?? [];
  const functions = useQuery(functionsQuery).data ?? [];
  const spaces = useQuery(spacesQuery).data ?? [];
  const projects = useQuery(projectsQuery).data ?? [];
  const batches = useQuery(batchesQuery).data ?? [];
  const slices = useQuery(slicesQuery).data ?? [];
  const batchNames = [...new Set(batches.map(({ name }) => name))];
  return [
    ...(similarity === undefined ? [] : [{ value: `similarity:${similarity}`, label: copy.similarityIn(similarity) }]),
    ...(before === undefined || map === undefined ? [] : [{ value: `map:${map}`, label: chipText(before) }]),
    ...fields.map(({ name }) => ({ value: `field:${name}`, label: fieldTitle(name) })),
    ...functions.map(({ name }) => ({ value: `function:${name}`, label: copy.scoreOf(name) })),
    ...spaces.map(({ name }) => ({ value: `embedding:${name}`, label: copy.embeddingIn(name) })),
    ...projects.map(({ name }) => ({ value: `project:${name}`, label: copy.inProject(name) })),
    ...slices.map(({ name }) => ({ value: `review:${name}`, label: copy.onReviewListOf(name) })),
    ...batchNames.map((name) => ({ value: `batch:${name}`, label: copy.inBatchNamed(name) })),
  ];
}
