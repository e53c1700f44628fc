import type { Space } from "@pomona/contract/spaces";
import { CombineSelect } from "../../catalog/combine-select.tsx";
import { copy } from "../../copy.ts";
import { Select, TextField } from "../../ui/field.tsx";
import { AnchorsEditor } from "./anchors-editor.tsx";
import { CombinationEditor } from "./combination-editor.tsx";
import type { FunctionDraft } from "./edit-draft.ts";
import { ProbeFields } from "./probe-fields.tsx";

interface EditFieldsProps {
  name: string;
  draft: FunctionDraft;
  spaces: readonly Space[];
  hasPositive: boolean;
  onChange: (part: Partial<FunctionDraft> | ((before: FunctionDraft) => Partial<FunctionDraft>)) => void;
}

/** What a function of each kind is made of. */
export function EditFields({ name, draft, spaces, hasPositive, onChange }: EditFieldsProps) {
  if (draft.combination)
    return (
      <CombinationEditor draft={draft.combination} name={name} onDraft={(combination) => onChange({ combination })} />
    );
  const spaceSelect = (
    <Select
      label={copy.space}
      value={draft.space}
      onValue={(space) => onChange({ space })}
      options={spaces.map((one) => ({ value: one.name, label: one.name }))}
    />
  );
  return (
    <>
      <AnchorsEditor
        anchors={draft.anchors}
        space={spaces.find((space) => space.name === draft.space)}
        onAnchors={(use) => onChange((before) => ({ anchors: use(before.anchors) }))}
      />
      {hasPositive ? null : <p className="m-0 text-warn text-xs">{copy.needsPositive}</p>}
      {draft.probe ? (
        <>
          {spaceSelect}
          <ProbeFields parameters={draft.probe} onParameters={(probe) => onChange({ probe })} />
        </>
      ) : (
        <div className="grid grid-cols-3 gap-3 max-sm:grid-cols-1">
          {spaceSelect}
          <CombineSelect value={draft.combine} onValue={(combine) => onChange({ combine })} />
          <TextField
            label={copy.negativeWeight}
            type="number"
            min={0}
            max={10}
            step={0.1}
            value={String(draft.negativeWeight)}
            onValue={(text) => onChange({ negativeWeight: Math.min(10, Math.max(0, Number(text) || 0)) })}
          />
        </div>
      )}
    </>
  );
}
