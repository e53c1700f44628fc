import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

/** Says why there is nothing here, and what to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="mx-auto flex w-full max-w-lg flex-col items-center px-6 py-20 text-center">
      <span className="mb-4 inline-flex size-11 items-center justify-center rounded-full bg-accent-wash text-accent-strong">
        <Icon name={icon} size={20} />
      </span>
      <h2 className="m-0 font-semibold text-base">{title}</h2>
      <div className="mt-1.5 max-w-full text-ink-mute">{children}</div>
      {actions ? <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}

export function CommandLine({ children }: { children: string }) {
  return (
    <code className="mt-3 block rounded-md border border-line bg-sunken px-3 py-2 text-left font-mono text-ink-soft text-xs break-words whitespace-pre-wrap">
      {children}
    </code>
  );
}
