import type { Dataset } from "@pomona/contract/datasets";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";

/** Deletes a dataset with its rows, after its name was typed. */
export function DatasetDeletion({ dataset: { name, rows }, onClose }: { dataset: Dataset; onClose: () => void }) {
  const remove = useAction({
    run: () => api.deleteDataset({ name, expect: rows }),
    changes: ["jobs", "datasets"],
    onDone: () => {
      showMessage(copy.deletingDataset(name), copy.deletingDatasetHint);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={copy.deleteDatasetTitle(name)}
      action={copy.delete}
      typed={name}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {copy.deleteDatasetText(formatCount(rows))}
    </ConfirmDialog>
  );
}
