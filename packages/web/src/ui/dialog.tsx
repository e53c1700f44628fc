import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { type ReactNode, useState } from "react";
import { copy } from "../copy.ts";
import { classNames } from "./class-names.ts";
import { Icon } from "./icon.tsx";

interface DialogProps {
  title: string;
  description?: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  width?: "narrow" | "wide";
}

/** A modal window in the middle; Escape, its cross and a click beside it close it. */
export function Dialog({ title, description, isOpen, onClose, children, width = "narrow" }: DialogProps) {
  // Taken away whole, it would give the focus to what had it before another dialog; of a dialog that an address has opened,
  // nothing had it, and the page goes on at its beginning.
  const [before] = useState(() => document.activeElement);
  const after = (): HTMLElement | true =>
    before instanceof HTMLElement && before.isConnected && before !== document.body
      ? before
      : (document.querySelector("main") ?? true);
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-black/35 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          finalFocus={after}
          className={classNames(
            "float-in fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-1.5rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-float outline-none",
            width === "narrow" ? "max-w-md" : "max-w-3xl",
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-1">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="m-0 font-semibold text-base">{title}</BaseDialog.Title>
              {description ? (
                <BaseDialog.Description className="mt-0.5 mb-0 text-ink-mute">{description}</BaseDialog.Description>
              ) : null}
            </div>
            <BaseDialog.Close
              aria-label={copy.close}
              className="-mr-2 inline-flex size-8 items-center justify-center rounded-md text-ink-mute hover:bg-hover hover:text-ink"
            >
              <Icon name="close" />
            </BaseDialog.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 pt-2 pb-5">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** The row of buttons that ends a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
