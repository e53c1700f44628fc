import { Link, Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { copy } from "../copy.ts";
import { ImportDialog } from "../features/imports/import-dialog.tsx";
import { JobsTray } from "../features/jobs/jobs-tray.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { ImportContext } from "./import-context.ts";
import { KeyboardSheet } from "./keyboard-sheet.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { ThemeButton } from "./theme-button.tsx";
import { useLiveJobs } from "./use-live-jobs.ts";

const PAGES = [
  { to: "/", label: copy.catalog },
  { to: "/functions", label: copy.functions },
  { to: "/batches", label: copy.batches },
  { to: "/spaces", label: copy.spaces },
] as const;

/** The frame around every page: name, pages, and what is always at hand. */
export function Shell() {
  const [dialog, setDialog] = useState<"import" | "keys" | null>(null);
  useLiveJobs();
  useShortcuts(() => setDialog("keys"));
  return (
    <ImportContext value={() => setDialog("import")}>
      <div className="flex h-full flex-col">
        <header className="flex h-12 shrink-0 items-center gap-1 border-line border-b bg-surface px-2 max-sm:gap-0 sm:px-4">
          <Link
            to="/"
            className="mr-1 flex shrink-0 items-center gap-2 rounded font-semibold text-base tracking-tight sm:mr-4"
            aria-label={copy.product}
          >
            <img src="/favicon.svg" alt="" width={20} height={20} />
            <span className="max-sm:hidden">{copy.product}</span>
          </Link>
          <nav aria-label={copy.pages} className="flex min-w-0 overflow-x-auto sm:gap-0.5">
            {PAGES.map((page) => (
              <Link
                key={page.to}
                to={page.to}
                activeOptions={{ exact: true, includeSearch: false }}
                className="inline-flex h-8 items-center rounded-md px-1.5 text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-accent-strong sm:px-2.5"
              >
                {page.label}
              </Link>
            ))}
          </nav>
          <div className="ml-auto flex items-center sm:gap-0.5">
            <JobsTray />
            <Button
              look="quiet"
              icon="picture"
              className="max-md:px-2"
              onClick={() => setDialog("import")}
              aria-label={copy.importAction}
            >
              <span className="max-md:hidden">{copy.importAction}</span>
            </Button>
            <ThemeButton />
            <IconButton
              icon="keyboard"
              label={copy.keyboard}
              className="max-sm:hidden"
              onClick={() => setDialog("keys")}
            />
          </div>
        </header>
        <OfflineBanner />
        <main className="flex min-h-0 flex-1 flex-col">
          <Outlet />
        </main>
      </div>
      {dialog === "import" ? <ImportDialog onClose={() => setDialog(null)} /> : null}
      {dialog === "keys" ? <KeyboardSheet onClose={() => setDialog(null)} /> : null}
    </ImportContext>
  );
}

/** `?` shows the keys, `/` goes to the filter; neither while something is typed. */
function useShortcuts(showKeys: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as HTMLElement | null)?.closest("input, textarea, select, [contenteditable]")) return;
      if (event.key === "?") showKeys();
      else if (event.key === "/") document.querySelector<HTMLElement>("[data-shortcut=filter]")?.focus();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [showKeys]);
}
