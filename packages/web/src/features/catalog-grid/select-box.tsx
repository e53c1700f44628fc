import type { Row } from "@pomona/contract/rows";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";

/** The box of a line that selects its row. */
export function SelectBox({ row, isSelected }: { row: Pick<Row, "key">; isSelected: boolean }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      data-part="select"
      aria-label={isSelected ? copy.deselectRow(row.key) : copy.selectRow(row.key)}
      className={classNames(
        "inline-flex size-4 items-center justify-center rounded-[3px] border",
        isSelected ? "border-accent bg-accent text-accent-ink" : "border-line-strong bg-surface text-transparent",
      )}
    >
      <Icon name="check" size={11} />
    </button>
  );
}
