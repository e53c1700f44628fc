import { classNames } from "../../ui/class-names.ts";
import { formatCount } from "../../ui/format.ts";

/** Beside the scrollbar, while it moves: which row is at the top of the screen. */
export function PlacePill({ isShown, position, total }: { isShown: boolean; position: number; total: number }) {
  if (total < 500) return null;
  return (
    <div
      aria-hidden="true"
      className={classNames(
        "pointer-events-none absolute top-3 right-5 rounded-full bg-ink/85 px-2.5 py-1 font-medium text-2xs text-canvas tabular-nums transition-opacity duration-150",
        isShown ? "opacity-100" : "opacity-0",
      )}
    >
      {formatCount(position + 1)}
    </div>
  );
}
