import type { Field } from "@pomona/contract/fields";
import { useState } from "react";
import { copy } from "../../copy.ts";
import { Checkbox, Select, TextField } from "../../ui/field.tsx";
import type { EditDraft } from "./read-edit.ts";

interface MetadataFieldsProps {
  draft: EditDraft;
  fields: readonly Field[];
  isNumberMissing: boolean;
  onChange: (part: Partial<EditDraft>) => void;
}

const NEW = "\u0000new";

/** Which metadata field gets which value. */
export function MetadataFields({ draft, fields, isNumberMissing, onChange }: MetadataFieldsProps) {
  const [isNew, setIsNew] = useState(false);
  const own = fields
    .filter((field) => !field.builtin)
    .map(({ name, type }) => ({ name: name.replace(/^metadata\./, ""), type }));
  const chosen = own.find((field) => field.name === draft.field);
  const choose = (name: string): void => {
    setIsNew(name === NEW);
    const type = own.find((field) => field.name === name)?.type ?? null;
    onChange({
      field: name === NEW ? "" : name,
      type: type as EditDraft["type"],
      value: type === "boolean" ? "true" : "",
    });
  };
  const isAsked = isNew || draft.field !== "";
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-3">
        <Select
          label={copy.editField}
          value={isNew ? NEW : draft.field}
          onValue={choose}
          options={[
            { value: "", label: copy.editFieldNone },
            ...own.map(({ name }) => ({ value: name, label: name })),
            { value: NEW, label: copy.editFieldNew },
          ]}
        />
        {isNew ? (
          <TextField
            label={copy.editFieldName}
            value={draft.field}
            onValue={(field) => onChange({ field })}
            maxLength={200}
            autoComplete="off"
          />
        ) : null}
        {isAsked && chosen?.type === "boolean" ? (
          <Select
            label={copy.editValue}
            value={draft.value}
            onValue={(value) => onChange({ value })}
            options={[
              { value: "true", label: copy.yes },
              { value: "false", label: copy.no },
            ]}
          />
        ) : isAsked ? (
          <TextField
            label={copy.editValue}
            value={draft.isCleared ? "" : draft.value}
            onValue={(value) => onChange({ value })}
            type={chosen?.type === "datetime" ? "datetime-local" : "text"}
            inputMode={chosen?.type === "number" ? "decimal" : "text"}
            placeholder={chosen?.type === "strings" ? copy.editListExample : undefined}
            disabled={draft.isCleared}
            aria-invalid={isNumberMissing}
            hint={isNumberMissing ? copy.editNumber : undefined}
            autoComplete="off"
          />
        ) : null}
      </div>
      {chosen ? (
        <Checkbox
          label={copy.editClear}
          isChecked={draft.isCleared}
          onChecked={(isCleared) => onChange({ isCleared })}
        />
      ) : null}
    </div>
  );
}
