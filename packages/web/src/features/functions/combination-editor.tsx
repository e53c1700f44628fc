import type { CombinationOperator } from "@pomona/contract/combinations";
import { useQuery } from "@tanstack/react-query";
import { functionsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { INPUT_LOOK, Select } from "../../ui/field.tsx";
import { type CombinationDraft, draftProblem, withOperator, withPart } from "./combination-draft.ts";

const OPERATORS = ["and", "or", "not", "sum", "product"] as const satisfies readonly CombinationOperator[];

interface CombinationEditorProps {
  draft: CombinationDraft;
  /** The function that is being edited, which cannot be a part of itself. */
  name?: string;
  onDraft: (draft: CombinationDraft) => void;
}

/** Operator and parts of a combination. */
export function CombinationEditor({ draft, name, onDraft }: CombinationEditorProps) {
  const functions = useQuery(functionsQuery).data ?? [];
  const names = functions.map((one) => one.name).filter((one) => one !== name);
  const problem = draftProblem(draft);
  const change = (id: number, part: Partial<CombinationDraft["parts"][number]>): void =>
    onDraft({ ...draft, parts: draft.parts.map((one) => (one.id === id ? { ...one, ...part } : one)) });
  return (
    <div className="flex flex-col gap-3">
      <Select
        label={copy.learn.operator}
        value={draft.operator}
        onValue={(value) => onDraft(withOperator(draft, OPERATORS.find((one) => one === value) ?? "and"))}
        options={OPERATORS.map((value) => ({ value, label: copy.learn.operators[value] }))}
      />
      <fieldset className="m-0 flex min-w-0 flex-col gap-2 border-0 p-0">
        <legend className="mb-1 p-0 font-medium text-ink-soft text-xs">{copy.learn.parts}</legend>
        {draft.parts.map((part, place) => (
          <div key={part.id} className="flex items-center gap-2">
            <Select
              label={copy.learn.part(place + 1)}
              isLabelHidden
              className="flex-1"
              value={part.function}
              onValue={(chosen) => change(part.id, { function: chosen })}
              options={[
                ...(part.function === "" ? [{ value: "", label: copy.learn.choosePart }] : []),
                ...[...new Set([...names, ...(part.function === "" ? [] : [part.function])])].map((value) => ({
                  value,
                  label: value,
                })),
              ]}
            />
            {draft.operator === "sum" ? (
              <input
                type="number"
                min={0.001}
                max={1000}
                step="any"
                aria-label={copy.learn.weightOf(place + 1)}
                className={`${INPUT_LOOK} max-w-24`}
                value={part.weight}
                onChange={(event) => change(part.id, { weight: Number(event.target.value) })}
              />
            ) : null}
            {draft.parts.length > (draft.operator === "not" ? 1 : 2) ? (
              <IconButton
                icon="close"
                label={copy.learn.removePart(place + 1)}
                onClick={() => onDraft({ ...draft, parts: draft.parts.filter((one) => one !== part) })}
              />
            ) : null}
          </div>
        ))}
        {draft.operator === "not" ? null : (
          <Button icon="plus" look="quiet" className="self-start" onClick={() => onDraft(withPart(draft))}>
            {copy.learn.addPart}
          </Button>
        )}
      </fieldset>
      {problem && problem !== "unchosen" ? (
        <p className="m-0 text-warn text-xs">{copy.learn.combinationProblems[problem]}</p>
      ) : null}
    </div>
  );
}
