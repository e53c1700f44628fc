import type { Estimate } from "@pomona/contract/probes";
import { copy } from "../../copy.ts";
import { formatScore } from "../../ui/format.ts";
import { Cell } from "../../ui/table.tsx";

/** A figure with its 95 % interval. */
export function EstimateText({ estimate }: { estimate: Estimate | null }) {
  if (estimate === null) return <span className="text-ink-mute">{copy.learn.notKnown}</span>;
  return (
    <span className="whitespace-nowrap tabular-nums">
      {formatScore(estimate.value)}{" "}
      <span className="text-2xs text-ink-mute">
        {copy.learn.interval(formatScore(estimate.low), formatScore(estimate.high))}
      </span>
    </span>
  );
}

/** The same in a table. */
export function EstimateCell({ label, estimate }: { label: string; estimate: Estimate | null }) {
  return (
    <Cell label={label}>
      <EstimateText estimate={estimate} />
    </Cell>
  );
}
