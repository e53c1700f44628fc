import { EVERY_ROW } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId } from "react";
import { facetsQuery } from "../../api/queries.ts";
import { readFilter } from "../../catalog/filter-parts.ts";
import { copy } from "../../copy.ts";
import { Select, TextField } from "../../ui/field.tsx";
import type { TruthDraft } from "./evaluation-groups.ts";

const OFFERED = 50;

/** What is wrong with a filter that is typed; undefined for one that reads well. */
export const filterFault = (text: string): string | undefined => readFilter(text).problem?.message;

/** What is right: a label of the catalog, or a filter; and among which rows. */
export function TruthFields({ draft, onDraft }: { draft: TruthDraft; onDraft: (draft: TruthDraft) => void }) {
  const change = (part: Partial<TruthDraft>): void => onDraft({ ...draft, ...part });
  return (
    <div className="grid gap-3 sm:grid-cols-[9rem_1fr_1fr]">
      <Select
        label={copy.learn.truth}
        value={draft.kind}
        onValue={(kind) => change({ kind: kind === "filter" ? "filter" : "label" })}
        options={[
          { value: "label", label: copy.learn.truthKinds.label },
          { value: "filter", label: copy.learn.truthKinds.filter },
        ]}
      />
      {draft.kind === "label" ? (
        <LabelField value={draft.label} onValue={(label) => change({ label })} />
      ) : (
        <FilterField
          label={copy.learn.truthFilter}
          hint={copy.learn.truthFilterHint}
          example={copy.learn.truthFilterExample}
          value={draft.filter}
          onValue={(filter) => change({ filter })}
        />
      )}
      <FilterField
        label={copy.learn.among}
        hint={copy.learn.amongHint}
        example={copy.learn.amongExample}
        value={draft.among}
        onValue={(among) => change({ among })}
      />
    </div>
  );
}

interface FieldProps {
  value: string;
  onValue: (value: string) => void;
}

/** A line for a label, with the labels there are to choose from. */
function LabelField({ value, onValue }: FieldProps) {
  const id = useId();
  const contains = useDeferredValue(value);
  const labels = useQuery(
    facetsQuery({ filter: EVERY_ROW, fields: ["label"], limit: OFFERED, ...(contains ? { contains } : {}) }),
  ).data?.facets.label;
  return (
    <div className="min-w-0">
      <TextField
        label={copy.learn.truthLabel}
        hint={copy.learn.truthLabelHint}
        list={id}
        autoComplete="off"
        value={value}
        onValue={onValue}
      />
      <datalist id={id}>
        {(labels ?? []).flatMap((one) =>
          one.value === null ? [] : [<option key={String(one.value)} value={String(one.value)} />],
        )}
      </datalist>
    </div>
  );
}

function FilterField({
  label,
  hint,
  example,
  value,
  onValue,
}: FieldProps & { label: string; hint: string; example: string }) {
  const fault = value.trim() === "" ? undefined : filterFault(value);
  return (
    <TextField
      label={label}
      hint={fault ? <span className="text-danger">{fault}</span> : hint}
      aria-invalid={fault !== undefined}
      spellCheck={false}
      autoComplete="off"
      className="font-mono text-xs"
      placeholder={example}
      value={value}
      onValue={onValue}
    />
  );
}
