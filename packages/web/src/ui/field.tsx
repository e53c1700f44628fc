import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";
import { Icon } from "./icon.tsx";

const INPUT_FRAME =
  "w-full min-w-0 rounded-md border border-line-strong/60 bg-surface text-ink placeholder:text-ink-mute hover:border-line-strong focus:border-accent focus:outline-2 focus:outline-accent focus:-outline-offset-1";
export const INPUT_LOOK = `${INPUT_FRAME} h-8 px-2.5 text-sm`;
export const SMALL_INPUT_LOOK = `${INPUT_FRAME} h-7 px-2 text-xs`;

function Labelled({ id, label, hint, children }: { id: string; label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium text-ink-soft text-xs">
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="m-0 text-ink-mute text-xs">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

type TextFieldProps = Omit<ComponentProps<"input">, "onChange" | "value"> & {
  label: string;
  hint?: ReactNode;
  value: string;
  onValue: (value: string) => void;
};

export function TextField({ label, hint, value, onValue, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint}>
      <input
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className={classNames(INPUT_LOOK, className)}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        {...rest}
      />
    </Labelled>
  );
}

interface Option {
  value: string;
  label: string;
}
interface SelectProps {
  label: string;
  options: readonly Option[];
  value: string;
  onValue: (value: string) => void;
  hint?: ReactNode;
  /** The label is read out but not shown. */
  isLabelHidden?: boolean;
  /** Takes the focus when it appears. */
  isFocused?: boolean;
  className?: string;
}

/** The platform's own choice list: quick on the keyboard, right on a phone. */
export function Select({ label, options, value, onValue, hint, isLabelHidden, isFocused, className }: SelectProps) {
  const id = useId();
  const control = (
    <div className={classNames("relative min-w-0", className)}>
      <select
        id={id}
        // biome-ignore lint/a11y/noAutofocus: only where the user has just asked for it
        autoFocus={isFocused}
        aria-label={isLabelHidden ? label : undefined}
        className={classNames(INPUT_LOOK, "appearance-none truncate pr-7")}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <span className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-mute">
        <Icon name="down" size={13} />
      </span>
    </div>
  );
  return isLabelHidden ? (
    control
  ) : (
    <Labelled id={id} label={label} hint={hint}>
      {control}
    </Labelled>
  );
}

export function Checkbox({
  label,
  isChecked,
  onChecked,
}: {
  label: ReactNode;
  isChecked: boolean;
  onChecked: (isChecked: boolean) => void;
}) {
  return (
    <label className="flex items-center gap-2 text-sm">
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-accent"
        checked={isChecked}
        onChange={(event) => onChecked(event.target.checked)}
      />
      {label}
    </label>
  );
}
