import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { Icon, type IconName } from "./icon.tsx";

const LOOKS = {
  plain: "border border-line bg-surface text-ink hover:bg-hover active:bg-sunken",
  accent: "border border-transparent bg-accent text-accent-ink hover:bg-accent-strong",
  danger: "border border-transparent bg-danger text-surface hover:opacity-90",
  quiet: "border border-transparent text-ink-soft hover:bg-hover hover:text-ink",
} as const;

/** Looks of a button, also for a link that stands in the place of one. */
export const buttonLook = (look: keyof typeof LOOKS = "plain", className?: string): string =>
  classNames(
    "inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md px-2.5 font-medium text-sm whitespace-nowrap transition-colors duration-75 disabled:pointer-events-none disabled:opacity-50",
    LOOKS[look],
    className,
  );

type ButtonProps = ComponentProps<"button"> & { look?: keyof typeof LOOKS; icon?: IconName };

export function Button({ look = "plain", icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={buttonLook(look, className)} {...rest}>
      {icon ? <Icon name={icon} size={15} /> : null}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  icon: IconName;
  label: string;
  isPressed?: boolean;
  size?: number;
};

/** A square button that shows only a drawing; `label` is its name and its hint. */
export function IconButton({ icon, label, isPressed, size = 16, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      className={classNames(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-soft transition-colors duration-75 hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40 aria-pressed:bg-accent-wash aria-pressed:text-accent-strong",
        className,
      )}
      {...rest}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}
