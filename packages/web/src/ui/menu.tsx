import { Menu as BaseMenu } from "@base-ui/react/menu";
import { type ReactElement, useRef } from "react";

export interface MenuItem {
  label: string;
  hint?: string;
  run: () => void;
  isDisabled?: boolean;
}

/** A button that opens a short list of actions. */
export function Menu({
  trigger,
  items,
}: {
  trigger: ReactElement<Record<string, unknown>>;
  items: readonly MenuItem[];
}) {
  const popup = useRef<HTMLDivElement>(null);
  // An action may have put the focus where it goes on, as into a form.
  const isFocusHere = (): boolean =>
    document.activeElement === document.body || popup.current?.contains(document.activeElement) !== false;
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} className="z-50 outline-none">
          <BaseMenu.Popup
            ref={popup}
            finalFocus={isFocusHere}
            className="float-in min-w-40 rounded-lg border border-line bg-raised p-1 shadow-float outline-none"
          >
            {items.map((item) => (
              <BaseMenu.Item
                key={item.label}
                onClick={item.run}
                disabled={item.isDisabled ?? false}
                className="flex items-baseline justify-between gap-6 rounded-md px-2.5 py-1.5 outline-none data-disabled:text-ink-mute data-highlighted:bg-hover"
              >
                <span>{item.label}</span>
                {item.hint ? <span className="text-ink-mute text-xs">{item.hint}</span> : null}
              </BaseMenu.Item>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
