import type { Row } from "@pomona/contract/rows";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";

/** A mark on a row whose vector is missing: where, and why. Nothing on others. */
export function StateMark({ row, className }: { row: Row; className?: string }) {
  const pending = Object.entries(row.embeddings).flatMap(([space, state]) => (state === "pending" ? [space] : []));
  const reasons = row.errors.map(({ space, message }) => copy.embeddingFailedAs(space, message));
  if (reasons.length === 0 && pending.length === 0) return null;
  const isFailed = reasons.length > 0;
  const text = isFailed ? reasons.join("\n") : copy.embeddingPending(pending);
  return (
    <span
      title={text}
      className={classNames(
        "inline-flex size-[18px] items-center justify-center rounded",
        isFailed ? "bg-danger-wash text-danger" : "bg-warn-wash text-warn",
        className,
      )}
    >
      <Icon name={isFailed ? "warning" : "clock"} size={12} />
      <span className="sr-only">{text}</span>
    </span>
  );
}
