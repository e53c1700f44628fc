import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { histogramQuery } from "../../api/queries.ts";
import { joinParts } from "../../catalog/filter-parts.ts";
import { readFunctionRange, withoutFunction, writeFunctionRange } from "../../catalog/filter-ranges.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { countAbove, zoomToRows } from "../../ui/histogram-scale.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { RangeHistogram } from "../../ui/range-histogram.tsx";

/** Many, as the part that holds rows is drawn in few. */
const BINS = 500;
const BARS = 50;

/** One function as a filter: its box asks for scores at its threshold, the slider for any range. */
export function FunctionSection({ scoring }: { scoring: ScoringFunction }) {
  const { parts, addedParts, setParts } = useCatalog();
  const range = readFunctionRange(parts, scoring.name);
  const isActive = range.low !== undefined || range.high !== undefined;
  const answer = useQuery(
    histogramQuery({
      filter: joinParts([...withoutFunction(parts, scoring.name), ...addedParts]),
      of: { function: scoring.name },
      bins: BINS,
    }),
  ).data;
  const histogram = answer && zoomToRows(answer, BARS);
  const low = isActive ? range.low : scoring.threshold;
  const set = (next: { low?: number; high?: number }) => setParts(writeFunctionRange(parts, scoring.name, next));
  return (
    <div>
      <label className="flex min-h-6 items-center gap-2">
        <input
          type="checkbox"
          className="size-3.5 shrink-0 accent-accent"
          checked={isActive}
          onChange={() => set(isActive ? {} : { low: scoring.threshold })}
        />
        <span title={scoring.name} className="min-w-0 truncate">
          {scoring.name}
        </span>
        <span className="ml-auto text-ink-mute text-xs">
          {histogram ? copy.about(formatCount(countAbove(histogram, low ?? 0))) : ""}
        </span>
      </label>
      {scoring.state === "scoring" ? (
        <div className="py-1">
          <ProgressBar label={copy.scoringOf(scoring.name)} done={scoring.scored} total={scoring.total} />
          <p className="m-0 pt-0.5 text-2xs text-ink-mute">
            {copy.scoredOf(formatCount(scoring.scored), formatCount(scoring.total))}
          </p>
        </div>
      ) : null}
      {histogram ? (
        <RangeHistogram
          edges={histogram.edges}
          counts={histogram.counts}
          labels={[copy.scoreThresholdOf(scoring.name), copy.highestScoreOf(scoring.name)]}
          low={low}
          high={range.high}
          values="scores"
          height={32}
          format={formatScore}
          onRange={(newLow, newHigh) =>
            set({
              ...(newLow === undefined ? {} : { low: newLow }),
              ...(newHigh === undefined ? {} : { high: newHigh }),
            })
          }
        />
      ) : (
        <div className="h-[68px]" />
      )}
    </div>
  );
}
