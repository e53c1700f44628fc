import type { BulkEdit, ListChange } from "@pomona/contract/edits";

const NAMED = 3;

/** What an edit does, in words: `Add tag “checked” on 44 rows`. */
export function editTitle(edit: BulkEdit, rowCount: number): string {
  const parts = [
    ...listParts("label", edit.labels),
    ...listParts("tag", edit.tags),
    ...Object.entries(edit.metadata ?? {}).map(([name, value]) =>
      value === null
        ? `clear ${name}`
        : `set ${name} to ${shown(Array.isArray(value) ? value.join(", ") : String(value))}`,
    ),
  ];
  const text = `${parts.join(", ")} on ${rowCount.toLocaleString("en")} ${rowCount === 1 ? "row" : "rows"}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function listParts(what: string, change: ListChange | undefined): string[] {
  if (!change) return [];
  const many = (values: readonly string[]): string =>
    `${what}${values.length === 1 ? "" : "s"} ${values.slice(0, NAMED).map(quoted).join(", ")}${values.length > NAMED ? " …" : ""}`;
  return [
    ...(change.set ? [change.set.length === 0 ? `remove all ${what}s` : `set ${many(change.set)}`] : []),
    ...(change.add?.length ? [`add ${many(change.add)}`] : []),
    ...(change.remove?.length ? [`remove ${many(change.remove)}`] : []),
  ];
}

const LONGEST = 60;
const shown = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const quoted = (text: string): string => `“${shown(text)}”`;
