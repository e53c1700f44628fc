import type { BulkEdit } from "@pomona/contract/edits";
import type { MetadataType, MetadataValue } from "@pomona/contract/fields";

/** What the edit dialog holds, as typed. */
export interface EditDraft {
  addTags: string;
  removeTags: string;
  addLabels: string;
  removeLabels: string;
  /** The added labels replace those that are there. */
  isReplacingLabels: boolean;
  /** Name of a metadata field; empty for none. */
  field: string;
  /** Its type; of a new field as its value tells. */
  type: MetadataType | null;
  value: string;
  isCleared: boolean;
}

export const EMPTY_DRAFT: EditDraft = {
  addTags: "",
  removeTags: "",
  addLabels: "",
  removeLabels: "",
  isReplacingLabels: false,
  field: "",
  type: null,
  value: "",
  isCleared: false,
};

const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ),
];

/** The edit of a draft; null while it changes nothing, `"number"` where a number field holds none. */
export function readEdit(draft: EditDraft): BulkEdit | "number" | null {
  const [addTags, removeTags] = [listOf(draft.addTags), listOf(draft.removeTags)];
  const [addLabels, removeLabels] = [listOf(draft.addLabels), listOf(draft.removeLabels)];
  const edit: BulkEdit = {};
  const tags = { ...(addTags.length ? { add: addTags } : {}), ...(removeTags.length ? { remove: removeTags } : {}) };
  if (Object.keys(tags).length > 0) edit.tags = tags;
  if (draft.isReplacingLabels) edit.labels = { set: addLabels };
  else {
    const labels = {
      ...(addLabels.length ? { add: addLabels } : {}),
      ...(removeLabels.length ? { remove: removeLabels } : {}),
    };
    if (Object.keys(labels).length > 0) edit.labels = labels;
  }
  const name = draft.field.trim();
  if (name && (draft.isCleared || draft.value.trim() !== "")) {
    const value = draft.isCleared ? null : typedValue(draft.value.trim(), draft.type);
    if (value === undefined) return "number";
    edit.metadata = { [name]: value };
  }
  return Object.keys(edit).length > 0 ? edit : null;
}

/** A typed value in the type of its field; undefined where that is a number and it is none. */
function typedValue(text: string, type: MetadataType | null): MetadataValue | undefined {
  const number = Number(text);
  if (type === "number") return Number.isFinite(number) ? number : undefined;
  if (type === "boolean") return text === "true";
  if (type === "strings") return listOf(text);
  if (type !== null) return text;
  if (text === "true" || text === "false") return text === "true";
  return Number.isFinite(number) ? number : text;
}
