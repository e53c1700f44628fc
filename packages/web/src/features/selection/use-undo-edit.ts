import type { Edit } from "@pomona/contract/edits";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";

/** Whether an edit can be undone now. */
export const isUndoable = ({ state, changed }: Edit): boolean =>
  (state === "edited" || state === "stopped") && changed > 0;

export const useUndoEdit = () =>
  useAction({ run: (edit: Edit) => api.undoEdit({ id: String(edit.id) }), changes: ["edits", "jobs"] });
