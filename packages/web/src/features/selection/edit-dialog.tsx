import { EVERY_ROW } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "../../api/client.ts";
import { facetsQuery, fieldsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Checkbox, TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { MetadataFields } from "./metadata-fields.tsx";
import { type EditDraft, EMPTY_DRAFT, readEdit } from "./read-edit.ts";

const PROPOSED = 100;

/** Changes tags, labels and a metadata field of the selected rows, in the background. */
export function EditDialog({ count, onClose }: { count: number; onClose: () => void }) {
  const { serverSelection } = useCatalog();
  const [draft, setDraft] = useState<EditDraft>(EMPTY_DRAFT);
  const change = (part: Partial<EditDraft>): void => setDraft({ ...draft, ...part });
  const fields = useQuery(fieldsQuery).data ?? [];
  const facets = useQuery(facetsQuery({ filter: EVERY_ROW, fields: ["tag", "label"], limit: PROPOSED })).data?.facets;
  const edit = readEdit(draft);
  const start = useAction({
    run: () => {
      if (edit === null || edit === "number") throw new TypeError("An edit that is not whole cannot be sent.");
      return api.startEdit({ selection: serverSelection(), edit, expect: count });
    },
    changes: ["jobs", "edits"],
    onDone: onClose,
  });
  const proposals = (field: "tag" | "label"): string[] =>
    (facets?.[field] ?? []).flatMap(({ value }) => (typeof value === "string" ? [value] : []));
  return (
    <FormDialog
      title={copy.editTitle(formatCount(count))}
      description={copy.editHint}
      action={copy.editApply}
      isReady={edit !== null && edit !== "number"}
      isPending={start.isPending}
      onSubmit={() => start.mutate()}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 gap-3">
        <ListField
          label={copy.editTagsAdd}
          value={draft.addTags}
          proposals={proposals("tag")}
          isFirst
          onValue={(addTags) => change({ addTags })}
        />
        <ListField
          label={copy.editTagsRemove}
          value={draft.removeTags}
          proposals={proposals("tag")}
          onValue={(removeTags) => change({ removeTags })}
        />
        <ListField
          label={copy.editLabelsAdd}
          value={draft.addLabels}
          proposals={proposals("label")}
          onValue={(addLabels) => change({ addLabels })}
        />
        <ListField
          label={copy.editLabelsRemove}
          value={draft.removeLabels}
          proposals={proposals("label")}
          isDisabled={draft.isReplacingLabels}
          onValue={(removeLabels) => change({ removeLabels })}
        />
      </div>
      <Checkbox
        label={copy.editLabelsSet}
        isChecked={draft.isReplacingLabels}
        onChecked={(isReplacingLabels) => change({ isReplacingLabels })}
      />
      <MetadataFields draft={draft} fields={fields} isNumberMissing={edit === "number"} onChange={change} />
      {start.error ? (
        <p role="alert" className="m-0 text-danger text-xs">
          {start.error.message}
        </p>
      ) : null}
    </FormDialog>
  );
}

interface ListFieldProps {
  label: string;
  value: string;
  proposals: readonly string[];
  isFirst?: boolean;
  isDisabled?: boolean;
  onValue: (value: string) => void;
}

function ListField({ label, value, proposals, isFirst = false, isDisabled = false, onValue }: ListFieldProps) {
  const id = useId();
  return (
    <div>
      <TextField
        label={label}
        value={isDisabled ? "" : value}
        onValue={onValue}
        list={id}
        placeholder={copy.editListExample}
        autoComplete="off"
        autoFocus={isFirst}
        disabled={isDisabled}
      />
      <datalist id={id}>
        {proposals.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </div>
  );
}
