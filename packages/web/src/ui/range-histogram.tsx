import { useMemo, useState } from "react";
import { barHeights, binsInRange, niceStep, SCORE_GRID, scoreStep, sliderEnds } from "./histogram-scale.ts";
import { Slider } from "./slider.tsx";

interface RangeHistogramProps {
  edges: readonly number[];
  counts: readonly number[];
  /** Rows of the whole catalog, drawn behind the counts. */
  totals?: readonly number[] | undefined;
  /** Names of the thumbs: one for a threshold, two for a range. */
  labels: readonly [string] | readonly [string, string];
  low: number | undefined;
  high?: number | undefined;
  /** An end of the range that lies at the end of the slider is open: undefined. `lowest` is where the thumb stands. */
  onRange: (low: number | undefined, high: number | undefined, lowest: number) => void;
  /** Follows the thumbs before they are let go. */
  onPreview?: (low: number, high: number) => void;
  format: (value: number) => string;
  values: "scores" | "whole" | "real";
  height?: number;
  /** The ends are written below the slider, unless they stand elsewhere. */
  hasEndTexts?: boolean;
}

/** Below this, ends are not put on a grid: they are rounded to nine places. */
const FINEST_GRID = 1e-6;

/** Bars of counts above a slider that picks a range, or a threshold, of their values. */
export function RangeHistogram(props: RangeHistogramProps) {
  const {
    edges,
    counts,
    totals,
    labels,
    low,
    high,
    onRange,
    onPreview,
    format,
    height = 40,
    hasEndTexts = true,
  } = props;
  const [dragged, setDragged] = useState<{ values: number[]; from: typeof low; to: typeof high } | null>(null);
  const isScores = props.values === "scores";
  const grid = isScores ? SCORE_GRID : niceStep((edges.at(-1) ?? 0) - (edges[0] ?? 0), props.values === "whole");
  // Ends on multiples of the step, so that the thumb stands on round numbers.
  const ends = sliderEnds(edges, [low, high], grid < FINEST_GRID ? 0 : grid);
  if (!ends) return null;
  const isRange = labels.length === 2;
  const kept = isRange ? [low ?? ends.min, high ?? ends.max] : [low ?? ends.min];
  // What was dragged shows until the range that came of it arrives.
  const values = dragged && dragged.from === low && dragged.to === high ? dragged.values : kept;
  const [from = ends.min, to = ends.max] = values;
  const commit = ([newLow = ends.min, newHigh = ends.max]: number[]): void =>
    onRange(newLow <= ends.min ? undefined : newLow, !isRange || newHigh >= ends.max ? undefined : newHigh, newLow);
  return (
    <div className="px-2">
      <Bars
        edges={edges}
        counts={counts}
        totals={totals}
        ends={ends}
        low={from}
        high={isRange ? to : ends.max}
        height={height}
      />
      <Slider
        className="-mt-2.5"
        labels={labels}
        values={values}
        min={ends.min}
        max={ends.max}
        step={isScores ? scoreStep(ends) : niceStep(ends.max - ends.min, props.values === "whole")}
        format={format}
        onValues={(next) => {
          setDragged({ values: next, from: low, to: high });
          onPreview?.(next[0] ?? ends.min, next[1] ?? ends.max);
        }}
        onCommit={commit}
      />
      {hasEndTexts ? (
        <div className="-mx-2 flex justify-between text-2xs text-ink-mute">
          <span>{format(isRange ? from : ends.min)}</span>
          <span>{format(isRange ? to : ends.max)}</span>
        </div>
      ) : null}
    </div>
  );
}

interface BarsProps {
  edges: readonly number[];
  counts: readonly number[];
  totals: readonly number[] | undefined;
  ends: { min: number; max: number };
  low: number;
  high: number;
  height: number;
}

function Bars({ edges, counts, totals, ends, low, high, height }: BarsProps) {
  const most = Math.max(0, ...(totals ?? counts));
  const heights = useMemo(() => barHeights(counts, most), [counts, most]);
  const behind = useMemo(() => barHeights(totals ?? [], most), [totals, most]);
  const lit = binsInRange(edges, low, high);
  const place = (value: number): number => ((value - ends.min) / (ends.max - ends.min)) * 100;
  const bar = (bin: number, share: number, look: string) => {
    const left = place(edges[bin] ?? ends.min);
    const width = place(edges[bin + 1] ?? ends.max) - left;
    return share === 0 ? null : (
      <div
        key={edges[bin]}
        className={`absolute bottom-0 rounded-t-[1px] ${look}`}
        style={{ left: `${left}%`, width: `max(1px, calc(${width}% - 1px))`, height: `${share * 100}%` }}
      />
    );
  };
  return (
    <div aria-hidden="true" className="relative" style={{ height }}>
      {behind.map((share, bin) => bar(bin, share, "bg-bar/45"))}
      {heights.map((share, bin) => bar(bin, share, lit[bin] ? "bg-accent/75" : "bg-bar"))}
    </div>
  );
}
