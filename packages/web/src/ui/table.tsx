import type { ReactNode } from "react";
import { copy } from "../copy.ts";
import { classNames } from "./class-names.ts";

interface TableProps {
  label: string;
  /** On a narrow window: `stack` puts the cells of a row under each other, by their labels; `wrap` breaks their lines. */
  narrow?: "stack" | "wrap";
  children: ReactNode;
}

/** A plain table that scrolls sideways where it does not fit. */
export function Table({ label, narrow, children }: TableProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
      tabIndex={0}
      className="relative overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table
        className={classNames("w-full border-collapse", narrow === "stack" && "stacks", narrow === "wrap" && "wraps")}
      >
        {children}
      </table>
    </section>
  );
}

interface CellProps {
  children?: ReactNode;
  /** The head of its column, shown beside it where the table is stacked. */
  label?: string;
  isNumber?: boolean;
  isNarrow?: boolean;
}

export function HeadCell({ children, isNumber, isNarrow }: Omit<CellProps, "label">) {
  return (
    <th
      scope="col"
      className={classNames(
        "h-8 border-line border-b px-3 font-medium text-ink-mute text-xs whitespace-nowrap",
        isNumber ? "text-right" : "text-left",
        isNarrow && "w-px",
      )}
    >
      {children}
    </th>
  );
}

export function Cell({ children, label, isNumber, isNarrow }: CellProps) {
  return (
    <td
      data-label={label}
      className={classNames(
        "h-10 border-line border-b px-3 whitespace-nowrap [tr:last-child>&]:border-b-0",
        isNumber && "text-right tabular-nums",
        isNarrow && "w-px py-0 pr-2 pl-0",
      )}
    >
      {children}
    </td>
  );
}

/** The head of a column of buttons and menus. */
export function ActionsHead() {
  return (
    <HeadCell isNarrow>
      <span className="sr-only">{copy.actions}</span>
    </HeadCell>
  );
}
