import type { Edit } from "@pomona/contract/edits";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { editsQuery, jobsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { isUndoable, useUndoEdit } from "./use-undo-edit.ts";

/** The edit that is under way, with its progress, or the one that ended since the page was opened, with its undo. */
export function EditStatus() {
  const edits = useQuery(editsQuery).data;
  const [opened] = useState(() => Date.now());
  const [dismissed, setDismissed] = useState<string | null>(null);
  const running = edits?.find((edit) => edit.job !== null);
  const ended = edits?.find((edit) => Date.parse(edit.created) > opened);
  const shown = running ?? ended;
  if (!shown || dismissed === stamp(shown)) return null;
  return (
    <section
      aria-label={copy.edits}
      className="pointer-events-auto mx-auto mb-2 flex w-fit max-w-full items-center gap-2 rounded-xl border border-line bg-raised py-1.5 pr-1.5 pl-3.5 shadow-float"
    >
      {shown.job === null ? (
        <Ended edit={shown} onDismiss={() => setDismissed(stamp(shown))} />
      ) : (
        <Running edit={shown} job={shown.job} />
      )}
    </section>
  );
}

const stamp = ({ id, state }: Edit): string => `${id} ${state}`;

function Running({ edit, job: id }: { edit: Edit; job: string }) {
  const job = useQuery(jobsQuery).data?.find((one) => one.id === id);
  const cancel = useAction({ run: () => api.cancelJob({ id }), changes: ["edits", "jobs"] });
  return (
    <>
      <div className="w-64 min-w-0">
        <p role="status" className="m-0 mb-1 truncate text-xs">
          {job?.title ?? edit.title}
        </p>
        <ProgressBar label={copy.editOf(edit.title)} done={job?.done ?? 0} total={job?.total ?? edit.rows} />
      </div>
      <Button look="quiet" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        {copy.cancel}
      </Button>
    </>
  );
}

function Ended({ edit, onDismiss }: { edit: Edit; onDismiss: () => void }) {
  const undo = useUndoEdit();
  return (
    <>
      <p role="status" className="m-0 min-w-0 text-xs">
        <span className="block truncate font-medium">{edit.title}</span>
        <span className="text-ink-mute">
          {edit.state === "edited" ? copy.editChanged(formatCount(edit.changed)) : copy.editStates[edit.state]}
        </span>
      </p>
      {isUndoable(edit) ? (
        <Button disabled={undo.isPending} onClick={() => undo.mutate(edit)}>
          {copy.undo}
        </Button>
      ) : null}
      <IconButton icon="close" label={copy.dismiss} onClick={onDismiss} />
    </>
  );
}
