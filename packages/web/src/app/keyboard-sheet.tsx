import { copy } from "../copy.ts";
import { Dialog } from "../ui/dialog.tsx";

/** Every key that does something. */
export function KeyboardSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={copy.keyboard} isOpen onClose={onClose}>
      <div className="flex flex-col gap-5 pt-2">
        {copy.keys.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className="m-0 mb-1.5 font-medium text-ink-mute text-xs">{group.title}</h3>
            <dl className="m-0 grid grid-cols-[1fr_auto] gap-y-1.5">
              {group.entries.map(([meaning, keys]) => (
                <div key={meaning} className="contents">
                  <dt>{meaning}</dt>
                  <dd className="m-0 text-right">
                    <kbd className="rounded border border-line-strong/50 bg-sunken px-1.5 py-px font-sans text-xs">
                      {keys}
                    </kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
