import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";

/** How many points the map has, and how many of them pass the filter. */
export function MapCount({ all, shown }: { all: number; shown: number | null }) {
  return (
    <p
      role="status"
      className="pointer-events-none absolute bottom-[calc(0.5rem+var(--map-covered,0px))] left-14 z-10 m-0 rounded bg-raised/85 px-1.5 py-0.5 text-2xs text-ink-soft tabular-nums"
    >
      {shown === null ? copy.pointsOf(formatCount(all)) : copy.pointsInFilter(formatCount(shown), formatCount(all))}
    </p>
  );
}
