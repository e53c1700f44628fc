import type { FunctionDraft } from "@pomona/contract/reviews";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { draftQuery } from "../../api/review-queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { NO_SESSION } from "./review-session.ts";
import type { UpdateSession } from "./use-review-session.ts";

interface DiscardDialogProps {
  name: string;
  draft: FunctionDraft;
  onClose: () => void;
  update: UpdateSession;
}

/** Asks before a draft is thrown away with its answers. */
export function DiscardDialog({ name, draft, onClose, update }: DiscardDialogProps) {
  const client = useQueryClient();
  const discard = useAction({
    run: () => api.discardDraft({ name }),
    changes: ["functions"],
    onDone: () => {
      update(() => NO_SESSION);
      client.setQueryData(draftQuery(name).queryKey, null);
      showMessage(copy.review.discarded);
      onClose();
    },
  });
  const { yes, no, skip } = draft.answers;
  return (
    <ConfirmDialog
      title={copy.review.discardTitle}
      action={copy.review.discard}
      isBusy={discard.isPending}
      onConfirm={() => discard.mutate()}
      onClose={onClose}
    >
      {copy.review.discardText(yes + no + skip)}
    </ConfirmDialog>
  );
}
