import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";

/** How many rows of the filter, and of the whole catalog where those are more. */
export function CountOf({ count, total }: { count: number | undefined; total: number | undefined }) {
  if (count === undefined) return null;
  if (total === undefined || total === count)
    return <span className="text-ink-mute text-xs tabular-nums">{formatCount(count)}</span>;
  const [shown, all] = [formatCount(count), formatCount(total)];
  return (
    <span className="whitespace-nowrap text-ink-mute text-xs tabular-nums" title={copy.countOf(shown, all)}>
      <span className="text-ink-soft">{shown}</span>
      <span className="text-2xs"> / {all}</span>
    </span>
  );
}
