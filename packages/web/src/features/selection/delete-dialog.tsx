import { isProblem } from "@pomona/contract/problems";
import { api } from "../../api/client.ts";
import { ROW_KEYS } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { NOTHING_SELECTED } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";

/** Deletes the selected rows once their number has been typed; refused when the selection has changed meanwhile. */
export function DeleteDialog({ count, onClose }: { count: number; onClose: () => void }) {
  const { serverSelection, setSelection } = useCatalog();
  const remove = useAction({
    run: () => api.deleteRows({ selection: serverSelection(), expect: count }),
    changes: [...ROW_KEYS, "spaces", "functions", "batches", "projects"],
    onDone: ({ deleted }) => {
      setSelection(NOTHING_SELECTED);
      showMessage(copy.rowsDeleted(formatCount(deleted)));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={copy.deleteTitle(formatCount(count))}
      action={copy.deleteRows}
      typed={String(count)}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p className="m-0">{copy.deleteText}</p>
      {isProblem(remove.error, "count-changed") ? <p className="mb-0 text-danger">{remove.error.message}</p> : null}
    </ConfirmDialog>
  );
}
