import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { rowQuery } from "../../api/queries.ts";
import type { LoadedRows } from "../../catalog/use-catalog-state.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";
import { RowMedia } from "./row-media.tsx";
import { RowSidebar } from "./row-sidebar.tsx";

/** One row, whole: its picture or text, and everything that is known of it. Arrow keys step through the result. */
export function RowDialog({ rowKey, loaded }: { rowKey: string; loaded: LoadedRows }) {
  const { patchSearch } = useCatalog();
  const row = useQuery(rowQuery(rowKey));
  const place = loaded.rows.findIndex((one) => one.key === rowKey);
  const before = place > 0 ? loaded.rows[place - 1]?.key : undefined;
  const after = place >= 0 ? loaded.rows[place + 1]?.key : undefined;
  const close = (): void => patchSearch({ row: undefined });
  const show = (key: string | undefined): void => {
    if (key !== undefined) patchSearch({ row: key }, true);
  };
  useArrowKeys(
    () => show(before),
    () => show(after),
  );
  const copyKey = (): void => {
    navigator.clipboard.writeText(rowKey).then(
      () => showMessage(copy.keyCopied),
      () => showMessage(copy.keyNotCopied, rowKey),
    );
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Popup className="fixed inset-0 z-40 flex flex-col bg-canvas outline-none">
          <header className="flex h-12 shrink-0 items-center gap-1 border-line border-b px-2 sm:px-4">
            <Dialog.Title className="m-0 min-w-0 truncate font-medium text-sm" title={rowKey}>
              {rowKey}
            </Dialog.Title>
            <IconButton icon="copy" label={copy.copyKey} size={14} onClick={copyKey} />
            <span className="ml-auto text-ink-mute text-xs whitespace-nowrap max-sm:hidden">
              {place >= 0 ? copy.placeOf(formatCount(place + 1), formatCount(loaded.total)) : ""}
            </span>
            <IconButton
              icon="left"
              label={copy.previousRow}
              disabled={before === undefined}
              onClick={() => show(before)}
            />
            <IconButton icon="right" label={copy.nextRow} disabled={after === undefined} onClick={() => show(after)} />
            <Dialog.Close render={<IconButton icon="close" label={copy.close} />} />
          </header>
          <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
            <RowMedia rowKey={rowKey} row={row.data} />
            <div className="w-full shrink-0 border-line bg-surface max-md:border-t md:w-[23rem] md:overflow-y-auto md:border-l">
              {row.data ? (
                <RowSidebar row={row.data} />
              ) : row.error ? (
                <p className="m-0 p-5 text-danger">{row.error.message}</p>
              ) : null}
            </div>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Keys of the dialog; not while something is typed or a slider or list has the focus. */
function useArrowKeys(onLeft: () => void, onRight: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if ((event.target as HTMLElement | null)?.closest("input, textarea, select, [contenteditable]")) return;
      if (event.key === "ArrowLeft") onLeft();
      else if (event.key === "ArrowRight") onRight();
    };
    // While it is captured, as the dialog keeps arrow keys to itself.
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  });
}
