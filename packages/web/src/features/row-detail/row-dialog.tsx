import { Dialog } from "@base-ui/react/dialog";
import type { Row } from "@pomona/contract/rows";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { positionQuery } from "../../api/catalog-rows.ts";
import { contentUrl } from "../../api/client.ts";
import { rowQuery } from "../../api/queries.ts";
import { isDrawnByBrowsers } from "../../catalog/drawn-by-browsers.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { type PlacedRow, type RowPages, useNeighbourRows } from "../../catalog/use-row-pages.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";
import { RowMedia } from "./row-media.tsx";
import { RowSidebar } from "./row-sidebar.tsx";

interface RowDialogProps {
  rowKey: string;
  /** The result that "previous" and "next" step through. */
  pages: RowPages;
  /** Called with the position of the row that was shown last, where it has one. */
  onClosed: (position: number) => void;
}

/** One row, whole: its picture or text, and everything that is known of it. Arrow keys step through the result. */
export function RowDialog({ rowKey, pages, onClosed }: RowDialogProps) {
  const { patchSearch } = useCatalog();
  const client = useQueryClient();
  const popup = useRef<HTMLDivElement>(null);
  const row = useQuery(rowQuery(rowKey));
  const place = useQuery(positionQuery(pages.query, rowKey)).data ?? null;
  const { before, after } = useNeighbourRows(pages, rowKey, place);
  usePrefetch(after?.row);
  usePrefetch(before?.row);
  const close = (): void => {
    patchSearch({ row: undefined });
    if (place !== null) onClosed(place);
  };
  const show = (next: PlacedRow | undefined): void => {
    if (next === undefined) return;
    client.setQueryData(positionQuery(pages.query, next.row.key).queryKey, next.position);
    patchSearch({ row: next.row.key }, true);
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
        <Dialog.Popup
          ref={popup}
          // The picture is what one looks at first, not a button.
          initialFocus={popup}
          className="fixed inset-0 z-40 flex flex-col bg-canvas outline-none"
        >
          <header className="flex h-12 shrink-0 items-center gap-1 border-line border-b px-2 sm:px-4">
            <Dialog.Title className="m-0 min-w-0 truncate font-medium text-sm" title={rowKey}>
              {rowKey}
            </Dialog.Title>
            <IconButton icon="copy" label={copy.copyKey} size={14} onClick={copyKey} />
            <span className="ml-auto text-ink-mute text-xs whitespace-nowrap">
              {place === null ? "" : copy.placeOf(formatCount(place + 1), formatCount(pages.total))}
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
              ) : (
                <div aria-hidden="true" className="flex flex-col gap-3 p-5">
                  <div className="skeleton h-4 w-24 rounded" />
                  <div className="skeleton h-6 w-40 rounded-full" />
                  <div className="skeleton mt-4 h-20 rounded-md" />
                </div>
              )}
            </div>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Originals larger than this are not fetched before they are asked for. */
const LARGEST_AHEAD_BYTES = 8_000_000;

/** Has a row and its picture ready before it is stepped to. */
function usePrefetch(row: Row | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!row) return;
    void client.prefetchQuery(rowQuery(row.key));
    if (row.mediaType !== "image" || !isDrawnByBrowsers(row) || (row.bytes ?? 0) > LARGEST_AHEAD_BYTES) return;
    const picture = new Image();
    picture.src = contentUrl(row.key);
    return () => {
      picture.src = "";
    };
  }, [client, row]);
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
