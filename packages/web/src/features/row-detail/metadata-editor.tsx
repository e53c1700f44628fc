import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fieldsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Select } from "../../ui/field.tsx";
import { MetadataField } from "./metadata-field.tsx";
import type { WholeRow } from "./row-sidebar.tsx";

interface MetadataEditorProps {
  row: WholeRow;
  onValue: (name: string, value: MetadataValue) => void;
}

/** The metadata of a row; each value is edited where it stands, in the type of its field. */
export function MetadataEditor({ row, onValue }: MetadataEditorProps) {
  const fields = useQuery(fieldsQuery).data ?? [];
  const [added, setAdded] = useState<string | null>(null);
  const types = new Map(
    fields.flatMap((field) =>
      field.builtin ? [] : [[field.name.replace(/^metadata\./, ""), field.type as MetadataType] as const],
    ),
  );
  const names = Object.keys(row.metadata);
  const missing = [...types.keys()].filter((name) => !names.includes(name) && name !== added);
  if (added !== null && !names.includes(added)) names.push(added);
  if (types.size === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      {names.map((name) => (
        <MetadataField
          key={`${row.key} ${name}`}
          name={name}
          type={types.get(name) ?? "string"}
          value={row.metadata[name] ?? null}
          isNew={name === added && row.metadata[name] === undefined}
          onValue={(value) => {
            setAdded(null);
            onValue(name, value);
          }}
          onCancel={() => setAdded(null)}
        />
      ))}
      {missing.length > 0 ? (
        <Select
          label={copy.addField}
          isLabelHidden
          className="mt-1 w-36"
          value=""
          onValue={(name) => setAdded(name || null)}
          options={[{ value: "", label: copy.addField }, ...missing.map((name) => ({ value: name, label: name }))]}
        />
      ) : null}
    </div>
  );
}
