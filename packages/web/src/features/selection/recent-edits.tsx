import { UNDOABLE_DAYS, UNDOABLE_EDITS } from "@pomona/contract/edits";
import { useQuery } from "@tanstack/react-query";
import { editsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { formatCount, formatMoment } from "../../ui/format.ts";
import { Popover } from "../../ui/popover.tsx";
import { isUndoable, useUndoEdit } from "./use-undo-edit.ts";

/** The edits of many rows that can still be undone; there once something was edited. */
export function RecentEdits() {
  const edits = useQuery(editsQuery).data ?? [];
  const undo = useUndoEdit();
  if (edits.length === 0) return null;
  return (
    <Popover title={copy.edits} trigger={<IconButton icon="clock" label={copy.edits} />}>
      <ul className="m-0 flex list-none flex-col p-0">
        {edits.map((edit) => (
          <li key={edit.id} className="flex items-center gap-3 border-line border-b px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <p className="m-0 break-words">{edit.title}</p>
              <p className="m-0 text-ink-mute text-xs">
                {copy.editStates[edit.state]} · {copy.editChanged(formatCount(edit.changed))} ·{" "}
                {formatMoment(edit.created)}
              </p>
            </div>
            {isUndoable(edit) ? (
              <Button
                aria-label={copy.editUndo(edit.title)}
                disabled={undo.isPending}
                onClick={() => undo.mutate(edit)}
              >
                {copy.undo}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <p className="m-0 px-4 py-2.5 text-ink-mute text-xs">{copy.editsHint(UNDOABLE_DAYS, UNDOABLE_EDITS)}</p>
    </Popover>
  );
}
