import type { Histogram } from "@pomona/contract/rows";
import type { ReactNode } from "react";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";

/** What stands around a range: room for it while it loads, a word where there is nothing, and the rows without a value. */
export function RangeFrame({
  histogram,
  children,
}: {
  histogram: Histogram | undefined;
  children: (histogram: Histogram) => ReactNode;
}) {
  if (!histogram) return <div className="h-28" />;
  const hasValues = (histogram.totals ?? histogram.counts).some((count) => count > 0);
  return (
    <div className="px-4 pb-3">
      {hasValues ? children(histogram) : <p className="m-0 text-ink-mute text-xs">{copy.noValues}</p>}
      {hasValues && histogram.missing > 0 ? (
        <p className="m-0 pt-1 text-2xs text-ink-mute">{copy.withoutValue(formatCount(histogram.missing))}</p>
      ) : null}
    </div>
  );
}
