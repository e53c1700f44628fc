import type { Filter } from "@pomona/contract/filter";
import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { histogramQuery, totalQuery } from "../../api/queries.ts";
import { joinParts } from "../../catalog/filter-parts.ts";
import { type Range, readFunctionRange, withoutFunction, writeFunctionRange } from "../../catalog/filter-ranges.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { zoomToRows } from "../../ui/histogram-scale.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { CountOf } from "./count-of.tsx";
import { inOrder, isNumber, readEnd } from "./number-range.tsx";
import { RangeInputs } from "./range-inputs.tsx";

/** Many, as the part that holds rows is drawn in few. */
const BINS = 500;
const BARS = 50;

/** One function as a filter: its box asks for scores at its threshold, the handles and the lines for any range. */
export function FunctionSection({ scoring }: { scoring: ScoringFunction }) {
  const { parts, addedParts, setParts } = useCatalog();
  const { name, threshold } = scoring;
  const range = readFunctionRange(parts, name);
  const isActive = range.low !== undefined || range.high !== undefined;
  const shown: Range = isActive ? range : { low: threshold };
  const others = [...withoutFunction(parts, name), ...addedParts];
  const answer = useQuery(
    histogramQuery({ filter: joinParts(others), of: { function: name }, bins: BINS, totals: true }),
  ).data;
  const count = useQuery(totalQuery(joinParts(writeFunctionRange(others, name, shown)))).data;
  const total = useQuery(totalQuery(joinParts(writeFunctionRange([] as Filter[], name, shown)))).data;
  const histogram = answer && zoomToRows(answer, BARS);
  const set = (low: number | undefined, high: number | undefined) =>
    setParts(
      writeFunctionRange(parts, name, {
        ...(low === undefined ? {} : { low }),
        ...(high === undefined ? {} : { high }),
      }),
    );
  return (
    <div>
      <label className="flex min-h-6 items-center gap-2">
        <input
          type="checkbox"
          className="size-3.5 shrink-0 accent-accent"
          checked={isActive}
          onChange={() => (isActive ? set(undefined, undefined) : set(threshold, undefined))}
        />
        <span title={name} className="min-w-0 truncate">
          {name}
        </span>
        <span className="ml-auto">
          <CountOf count={count} total={total} />
        </span>
      </label>
      {scoring.state === "scoring" ? (
        <div className="py-1">
          <ProgressBar label={copy.scoringOf(name)} done={scoring.scored} total={scoring.total} />
          <p className="m-0 pt-0.5 text-2xs text-ink-mute">
            {copy.scoredOf(formatCount(scoring.scored), formatCount(scoring.total))}
          </p>
        </div>
      ) : null}
      {histogram ? (
        <>
          <RangeHistogram
            {...histogram}
            labels={[copy.scoreThresholdOf(name), copy.highestScoreOf(name)]}
            low={shown.low}
            high={shown.high}
            values="scores"
            height={32}
            format={formatScore}
            hasEndTexts={false}
            onRange={set}
          />
          <RangeInputs
            title={name}
            low={range.low === undefined ? "" : String(range.low)}
            high={range.high === undefined ? "" : String(range.high)}
            hints={[isActive ? "0" : formatScore(threshold), "1"]}
            isValid={isNumber}
            onRange={(low, high) => set(...inOrder(readEnd(low), readEnd(high)))}
          />
        </>
      ) : (
        <div className="h-[84px]" />
      )}
    </div>
  );
}
