import { Dialog } from "@base-ui/react/dialog";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { copy } from "../copy.ts";

const NARROW = "(max-width: 767px)";

/** Holds the filters: beside the rows, or over them where the screen is narrow. */
export function FilterSide({
  isOpen,
  onClose,
  children,
}: {
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const isNarrow = useIsNarrow();
  const popup = useRef<HTMLDivElement>(null);
  if (!isNarrow) {
    return (
      <aside
        aria-label={copy.filters}
        hidden={!isOpen}
        className="w-[17rem] shrink-0 overflow-y-auto border-line border-r"
      >
        {isOpen ? children : null}
      </aside>
    );
  }
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-black/35" />
        <Dialog.Popup
          ref={popup}
          // Not its first button, which may clear the filter.
          initialFocus={popup}
          aria-label={copy.filters}
          className="fixed inset-y-0 left-0 z-40 flex w-[min(20rem,86vw)] flex-col overflow-y-auto border-line border-r bg-canvas shadow-float outline-none"
        >
          <div className="flex-1">{children}</div>
          <div className="sticky bottom-0 border-line border-t bg-canvas p-3">
            <Dialog.Close className="h-9 w-full rounded-md bg-accent font-medium text-accent-ink">
              {copy.showRows}
            </Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useIsNarrow(): boolean {
  const [isNarrow, setIsNarrow] = useState(() => window.matchMedia(NARROW).matches);
  useEffect(() => {
    const query = window.matchMedia(NARROW);
    const change = (): void => setIsNarrow(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return isNarrow;
}
