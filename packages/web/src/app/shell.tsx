import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { copy } from "../copy.ts";
import { DropZone } from "../features/imports/drop-zone.tsx";
import { JobsTray } from "../features/jobs/jobs-tray.tsx";
import { Button, buttonLook, IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Menu } from "../ui/menu.tsx";
import { useOpenImport } from "./import-context.ts";
import { KeyboardSheet } from "./keyboard-sheet.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { ThemeButton } from "./theme-button.tsx";
import { useLiveJobs } from "./use-live-jobs.ts";
import { MAIN_ID, usePageFocus } from "./use-page-focus.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const PAGES = [
  { to: "/", label: copy.catalog },
  { to: "/functions", label: copy.functions },
  { to: "/automations", label: copy.automations },
  { to: "/batches", label: copy.batches },
  { to: "/datasets", label: copy.datasets },
  { to: "/settings", label: copy.settings },
] as const;

/** The frame around every page: name, pages, and what is always at hand. */
export function Shell() {
  const [areKeysOpen, setAreKeysOpen] = useState(false);
  const openImport = useOpenImport();
  useLiveJobs();
  usePageFocus();
  useShortcuts({ showKeys: () => setAreKeysOpen(true), openImport });
  return (
    <>
      <a
        href={`#${MAIN_ID}`}
        className="-top-12 fixed left-3 z-[80] rounded-md bg-accent px-3 py-2 font-medium text-accent-ink focus:top-2"
        onClick={(event) => {
          // The address holds the state of the page; it does not change for this.
          event.preventDefault();
          document.getElementById(MAIN_ID)?.focus();
        }}
      >
        {copy.skipToContent}
      </a>
      <div className="flex h-full flex-col">
        <header className="flex h-12 shrink-0 items-center gap-1 border-line border-b bg-surface px-2 max-sm:gap-0 sm:px-4">
          <Link
            to="/"
            className="mr-1 flex shrink-0 items-center gap-2 rounded font-semibold text-base tracking-tight sm:mr-4"
            aria-label={copy.product}
          >
            <img src="/favicon.svg" alt="" width={20} height={20} />
            <span className="max-lg:hidden">{copy.product}</span>
          </Link>
          <Pages />
          <div className="ml-auto flex items-center sm:gap-0.5">
            <JobsTray />
            <Link
              to="/import"
              search={{}}
              className={buttonLook("quiet", "max-md:px-2")}
              aria-label={copy.importAction}
            >
              <Icon name="upload" size={15} />
              <span className="max-md:hidden">{copy.importAction}</span>
            </Link>
            <ThemeButton />
            <IconButton
              icon="keyboard"
              label={copy.keyboard}
              className="max-sm:hidden"
              onClick={() => setAreKeysOpen(true)}
            />
          </div>
        </header>
        <OfflineBanner />
        <main id={MAIN_ID} tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
          <Outlet />
        </main>
      </div>
      <DropZone onUpload={openImport} />
      {areKeysOpen ? <KeyboardSheet onClose={() => setAreKeysOpen(false)} /> : null}
    </>
  );
}

/** The pages beside each other, or where they do not fit, a menu that is called by the page that is open. */
function Pages() {
  const navigate = useNavigate();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const open = PAGES.find(({ to }) => (to === "/" ? path === to : path === to || path.startsWith(`${to}/`)));
  return (
    <nav aria-label={copy.pages} className="flex min-w-0">
      <div className="flex min-w-0 gap-0.5 max-md:hidden">
        {PAGES.map((page) => (
          <Link
            key={page.to}
            {...page}
            activeOptions={{ exact: page.to === "/", includeSearch: false }}
            className="inline-flex h-8 shrink-0 items-center rounded-md px-2.5 text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-accent-strong max-lg:px-1.5"
          >
            {page.label}
          </Link>
        ))}
      </div>
      <Menu
        trigger={
          <Button look="quiet" className="px-1.5 md:hidden" aria-label={copy.pagesMenu(open?.label ?? null)}>
            {open?.label ?? copy.pages}
            <Icon name="down" size={13} />
          </Button>
        }
        items={PAGES.map(({ to, label }) => ({ label, run: () => void navigate({ to }) }))}
      />
    </nav>
  );
}
