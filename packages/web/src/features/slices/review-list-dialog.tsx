import type { Slice } from "@pomona/contract/slices";
import { api } from "../../api/client.ts";
import { ROW_KEYS } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";

/** Asks before every row is taken off the review list of a slice. */
export function ReviewListDialog({ slice: { name, reviewRows }, onClose }: { slice: Slice; onClose: () => void }) {
  const clear = useAction({
    run: () => api.clearReviewList({ name }, {}),
    changes: ROW_KEYS,
    onDone: ({ removed }) => {
      showMessage(copy.reviewListCleared(formatCount(removed)));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={copy.clearReviewListTitle(name)}
      action={copy.clearReviewList}
      isBusy={clear.isPending}
      onConfirm={() => clear.mutate()}
      onClose={onClose}
    >
      {copy.clearReviewListText(formatCount(reviewRows))}
    </ConfirmDialog>
  );
}
