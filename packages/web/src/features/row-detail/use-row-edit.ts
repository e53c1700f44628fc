import type { Row, RowEdit } from "@pomona/contract/rows";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { rowQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { useUndoKeys } from "../../catalog/use-undo-keys.ts";
import { copy } from "../../copy.ts";
import { showMessage } from "../../ui/toast.tsx";
import { edited, takingBack } from "./row-edit.ts";

/** An edit that was made here, and the row it was made of. */
interface DoneEdit {
  before: Row;
  change: RowEdit;
}

/** Changes fields of the row, which shows them at once. The message of each edit, and the undo keys, take it back. */
export function useRowEdit(row: Row): (change: RowEdit) => void {
  const client = useQueryClient();
  const [done, setDone] = useState<readonly DoneEdit[]>([]);
  const save = useAction({
    // The key comes with the edit: by the time it is taken back another row may be shown.
    run: async ({ key, change }: { key: string; change: RowEdit; edit?: DoneEdit }) => {
      client.setQueryData(rowQuery(key).queryKey, (now) => now && edited(now, change));
      try {
        return await api.editRow({ key }, change);
      } catch (error) {
        void client.invalidateQueries(rowQuery(key));
        throw error;
      }
    },
    // Not its position: what has left the result is stepped on from where it stood.
    changes: ["row", "rows", "facets", "histogram", "total", "fields", "slices"],
    onDone: (_saved, { edit }) => {
      if (edit) showMessage(copy.rowSaved, undefined, { label: copy.undo, run: () => undo(edit) });
    },
  });
  const undo = (edit: DoneEdit): void => {
    const { before, change } = edit;
    setDone((edits) => edits.filter((one) => one !== edit));
    const now = client.getQueryData(rowQuery(before.key).queryKey) ?? edited(before, change);
    save.mutate({ key: before.key, change: takingBack(change, before, now) });
  };
  const last = done.findLast(({ before }) => before.key === row.key);
  useUndoKeys(last ? () => undo(last) : null, null);
  return (change) => {
    const edit = { before: row, change };
    setDone([...done, edit]);
    save.mutate({ key: row.key, change, edit });
  };
}
