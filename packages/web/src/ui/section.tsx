import { type ReactNode, useId } from "react";
import { Icon } from "./icon.tsx";
import { readStored, useStoredState } from "./stored-state.ts";

interface SectionProps {
  /** What the browser remembers whether it is open under. */
  name: string;
  title: string;
  /** Number of conditions that are set. */
  active?: number;
  isOpenAtFirst?: boolean;
  children: ReactNode;
}

const isBoolean = (value: unknown): boolean => typeof value === "boolean";

/** Whether a section stands open when it appears, as the browser remembers it. */
export const isSectionOpen = (name: string, isOpenAtFirst: boolean): boolean =>
  readStored(`section.${name}`, isOpenAtFirst, isBoolean);

/** A part of the panel that folds; its content is made, and asked for, only while it is open. */
export function Section({ name, title, active = 0, isOpenAtFirst = false, children }: SectionProps) {
  const [isOpen, setIsOpen] = useStoredState(`section.${name}`, isOpenAtFirst, isBoolean);
  const id = useId();
  return (
    <section className="border-line border-b">
      <h3 className="m-0">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
          className="flex h-9 w-full items-center gap-1.5 px-4 font-medium text-ink-soft text-xs outline-offset-[-2px] hover:text-ink"
        >
          <span
            className={isOpen ? "text-ink-mute transition-transform" : "-rotate-90 text-ink-mute transition-transform"}
          >
            <Icon name="down" size={12} />
          </span>
          <span className="truncate">{title}</span>
          {active > 0 ? (
            <span className="ml-auto rounded-full bg-accent-wash px-1.5 font-semibold text-2xs text-accent-strong">
              {active}
            </span>
          ) : null}
        </button>
      </h3>
      <div id={id} hidden={!isOpen}>
        {isOpen ? children : null}
      </div>
    </section>
  );
}
